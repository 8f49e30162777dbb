-- Version 2: a round keeps what it was judged with, and what was read before.

-- The judge's parameters, one row per change.  The newest row is the round's.
CREATE TABLE params (
    number      INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1), -- 1, 2, 3 …
    json        TEXT    NOT NULL, -- every parameter by name, as `pingyi rejudge --json` prints them
    created     TEXT    NOT NULL, -- when they became the round's
    who         TEXT    NOT NULL, -- who set them, or '' where the program's usual ones were taken
    why         TEXT    NOT NULL  -- in that person's words, or ''
) STRICT;

-- What was read of an item before the round was judged anew.  The reading
-- under parameters n: the row with the lowest `until` above n, else answer.
CREATE TABLE reading (
    page        INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where it stands
    item        INTEGER NOT NULL CHECK (item >= 0), -- index into the questionnaire
    until       INTEGER NOT NULL REFERENCES params, -- the parameters that ended it
    state       TEXT    NOT NULL CHECK (state IN ('given', 'blank', 'invalid', 'doubtful')), -- what was read until then
    choices     INTEGER NOT NULL, -- the choices read
    corrected   INTEGER NOT NULL CHECK (corrected IN (0, 1)), -- 1 = valid after a printed cancellation
    PRIMARY KEY (page, item, until)
) STRICT, WITHOUT ROWID;

-- What was said of a box before, in the same way.  Its measures never change.
CREATE TABLE box_reading (
    page        INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where it was printed
    item        INTEGER NOT NULL, -- index into the questionnaire
    choice      INTEGER NOT NULL, -- index into the item's scale
    until       INTEGER NOT NULL REFERENCES params, -- the parameters that ended it
    state       INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), -- 0 empty, 1 marked, 2 cancelled, 3 doubtful
    p_marked    INTEGER NOT NULL, -- in 1/10000
    reason      TEXT    NOT NULL, -- the judge's word, or ''
    PRIMARY KEY (page, item, choice, until)
) STRICT, WITHOUT ROWID;

-- Pages: more outcomes, a better scan of the same paper, other kinds of kept
-- files, the bag they came from.  OR rather than IN: see answer in version 1.
CREATE TABLE page_2 (
    id          INTEGER NOT NULL PRIMARY KEY, -- random on anonymous surveys
    identity    BLOB    NOT NULL UNIQUE CHECK (length(identity) = 32), -- keyed hash of file name, page and content: a second scan of a folder adds no row
    file        TEXT    NOT NULL, -- as given; '' on answers of anonymous surveys
    file_page   INTEGER NOT NULL CHECK (file_page >= 0), -- 0 = the first page of the file; 0 where file is ''
    image_hash  BLOB    CHECK (length(image_hash) = 32), -- of the decoded pixels; NULL = nothing was decoded
    store_hash  BLOB    CHECK (length(store_hash) = 32), -- names the kept file; NULL = none is kept
    kept        TEXT    NOT NULL CHECK (kept = '' OR kept = 'png' OR kept = 'jpg' OR kept = 'tif'), -- its kind; '' = none is kept
    wide        INTEGER NOT NULL CHECK (wide >= 0), -- pixels of the image its map leads to; 0 = unknown
    high        INTEGER NOT NULL CHECK (high >= 0), -- the same, downward
    outcome     TEXT    NOT NULL CHECK (outcome = 'read' OR outcome = 'same_image' OR outcome = 'same_sheet' OR outcome = 'rescan' OR outcome = 'conflict' OR outcome = 'other_survey' OR outcome = 'other_revision' OR outcome = 'wrong_side' OR outcome = 'forged' OR outcome = 'foreign' OR outcome = 'blank' OR outcome = 'blank_back' OR outcome = 'separator' OR outcome = 'no_code' OR outcome = 'unreadable' OR outcome = 'broken'), -- what the gate said when it came
    standing    TEXT    NOT NULL CHECK (standing = 'none' OR standing = 'counts' OR standing = 'spare' OR standing = 'contested' OR standing = 'rejected'), -- none = carries no answers; counts; spare = another scan of the same paper counts; contested = waits for a person; rejected = another page was chosen
    reason      TEXT    NOT NULL, -- a sentence for a person, or ''
    response    INTEGER REFERENCES response, -- whose answers; NULL = carries none
    same_as     INTEGER REFERENCES page, -- the page this one repeats
    bag         INTEGER NOT NULL CHECK (bag >= 0), -- print run of the separator sheet before it; 0 = none, and 0 on pages with answers
    judged      INTEGER NOT NULL CHECK (judged >= 0), -- the params its readings were made with; 0 = before version 2, or no readings
    batch       INTEGER NOT NULL CHECK (batch >= 0), -- as the code says; 0 = unknown; of other surveys too, so no key
    serial      INTEGER NOT NULL CHECK (serial >= 0), -- as the code says; 0 = none
    side        INTEGER NOT NULL CHECK (side BETWEEN 0 AND 8), -- as the code says; 0 = unknown
    revision    INTEGER NOT NULL CHECK (revision BETWEEN 0 AND 31), -- as the code says; 0 = unknown
    copyable    INTEGER NOT NULL CHECK (copyable IN (0, 1)), -- as the code says
    dpi         REAL    NOT NULL, -- of the registration; 0 = unknown
    skew_deg    REAL    NOT NULL, -- how far the page was turned
    residual_mm REAL    NOT NULL, -- what registration left over
    turned      INTEGER NOT NULL CHECK (turned = 0 OR turned = 90 OR turned = 180 OR turned = 270), -- how it lay on the glass
    map_0       REAL    NOT NULL, -- page mm to pixels of the kept image: a homography, row by row
    map_1       REAL    NOT NULL, -- row 1, column 2
    map_2       REAL    NOT NULL, -- row 1, column 3
    map_3       REAL    NOT NULL, -- row 2, column 1
    map_4       REAL    NOT NULL, -- row 2, column 2
    map_5       REAL    NOT NULL, -- row 2, column 3
    map_6       REAL    NOT NULL, -- row 3, column 1
    map_7       REAL    NOT NULL, -- row 3, column 2
    map_8       REAL    NOT NULL, -- row 3, column 3
    CHECK ((standing = 'none') = (response IS NULL)),
    CHECK ((outcome = 'read' OR outcome = 'rescan' OR outcome = 'conflict') = (response IS NOT NULL)),
    CHECK ((kept = '') = (store_hash IS NULL))
) STRICT;

INSERT INTO page_2 (id, identity, file, file_page, image_hash, store_hash,
                    kept, wide, high, outcome, standing, reason, response, same_as, bag,
                    judged, batch, serial, side, revision, copyable, dpi,
                    skew_deg, residual_mm, turned, map_0, map_1, map_2, map_3,
                    map_4, map_5, map_6, map_7, map_8)
SELECT id, identity, file, file_page, image_hash, store_hash,
       CASE WHEN store_hash IS NULL THEN '' ELSE 'png' END, 0, 0, outcome, standing,
       reason, response, same_as, 0, 0, batch, serial, side, revision,
       copyable, dpi, skew_deg, residual_mm, turned, map_0, map_1, map_2,
       map_3, map_4, map_5, map_6, map_7, map_8
FROM page
ORDER BY id;

DROP TABLE page;

ALTER TABLE page_2 RENAME TO page;

CREATE INDEX page_by_image ON page (image_hash);
CREATE INDEX page_by_response ON page (response, side);
CREATE INDEX page_by_same ON page (same_as);

-- What is written by hand: one row per writing area with ink.
CREATE TABLE writing (
    id          INTEGER NOT NULL PRIMARY KEY, -- the area's name for people; random on anonymous surveys
    page        INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where it stands
    item        INTEGER NOT NULL CHECK (item >= 0), -- index into the questionnaire
    crop_hash   BLOB    CHECK (length(crop_hash) = 32), -- names the picture of the area in pages/; NULL = none is kept
    state       TEXT    NOT NULL CHECK (state IN ('open', 'typed', 'illegible', 'nothing')), -- open = waits to be typed; nothing = a person saw that it is no writing
    typed       TEXT, -- the words, as a person read them; NULL = not typed
    who         TEXT    NOT NULL, -- who typed, or ''
    CHECK ((state = 'typed') = (typed IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX writing_by_page ON writing (page, item);

INSERT INTO writing (id, page, item, crop_hash, state, typed, who)
SELECT CASE WHEN (SELECT anonymous FROM survey) = 1
            THEN abs(random() / 2) + 1 ELSE NULL END,
       page, item, NULL, 'open', NULL, ''
FROM answer
WHERE ink = 1
ORDER BY page, item;
