-- Version 3: two more measures of a box; of pages read before, 0: not looked at.
ALTER TABLE box ADD COLUMN exits INTEGER NOT NULL DEFAULT 0; -- places where its ink leaves the neighbourhood
ALTER TABLE box ADD COLUMN arms INTEGER NOT NULL DEFAULT 0; -- arms it has just outside the outline
