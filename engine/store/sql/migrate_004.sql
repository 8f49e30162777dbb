-- Version 4: how far the worst mark of a page was off; of pages read before, 0: unknown.
ALTER TABLE page ADD COLUMN worst_mm REAL NOT NULL DEFAULT 0; -- the largest distance of a mark used from where registration puts it
