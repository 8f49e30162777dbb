-- Version 7: answers packed for counting.

-- The answers of one unit as the tally counts them (engine/tally/pack.h).  A
-- copy that can be made again at any time; never of anonymous rounds.  It is
-- dropped when anything it was made from changes, in the same transaction.
CREATE TABLE packed (
    unit        INTEGER NOT NULL PRIMARY KEY REFERENCES unit, -- whose responses
    bytes       BLOB    NOT NULL  -- see engine/tally/pack.h
) STRICT;

CREATE TRIGGER packed_response_new AFTER INSERT ON response BEGIN DELETE FROM packed WHERE unit = new.unit; END;
CREATE TRIGGER packed_response_set AFTER UPDATE OF unit, revision, batch, side, channel, disposition ON response BEGIN DELETE FROM packed WHERE unit = new.unit OR unit = old.unit; END;
CREATE TRIGGER packed_response_del AFTER DELETE ON response BEGIN DELETE FROM packed WHERE unit = old.unit; END;
CREATE TRIGGER packed_page_new AFTER INSERT ON page WHEN new.response IS NOT NULL BEGIN DELETE FROM packed WHERE unit = (SELECT unit FROM response WHERE id = new.response); END;
CREATE TRIGGER packed_page_set AFTER UPDATE OF standing, response ON page BEGIN DELETE FROM packed WHERE unit IN (SELECT unit FROM response WHERE id = new.response OR id = old.response); END;
CREATE TRIGGER packed_page_del AFTER DELETE ON page WHEN old.response IS NOT NULL BEGIN DELETE FROM packed WHERE unit = (SELECT unit FROM response WHERE id = old.response); END;
CREATE TRIGGER packed_answer_new AFTER INSERT ON answer BEGIN DELETE FROM packed WHERE unit = (SELECT r.unit FROM page AS p JOIN response AS r ON r.id = p.response WHERE p.id = new.page); END;
CREATE TRIGGER packed_answer_set AFTER UPDATE OF page, item, state, choices, corrected, ink ON answer BEGIN DELETE FROM packed WHERE unit IN (SELECT r.unit FROM page AS p JOIN response AS r ON r.id = p.response WHERE p.id = new.page OR p.id = old.page); END;
CREATE TRIGGER packed_answer_del AFTER DELETE ON answer BEGIN DELETE FROM packed WHERE unit = (SELECT r.unit FROM page AS p JOIN response AS r ON r.id = p.response WHERE p.id = old.page); END;
