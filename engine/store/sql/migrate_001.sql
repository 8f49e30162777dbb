-- Version 1: the whole survey.  Times are ISO 8601 UTC; hashes are SHA-256.
-- Words are kept as words, so that the file can be read without this program.
-- Only the readings of boxes, a million rows and more, are small integers.

CREATE TABLE survey (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- a single row
    id          INTEGER NOT NULL CHECK (id BETWEEN 1 AND 1073741823), -- in every code: 30 random bits
    secret      BLOB    NOT NULL CHECK (length(secret) = 32), -- HMAC key of the codes; never logged
    form        TEXT    NOT NULL, -- the questionnaire's code: NM
    title       TEXT    NOT NULL, -- of the round
    period      TEXT    NOT NULL, -- 2026年上半年, or ''
    issuer      TEXT    NOT NULL, -- 发文机关, or ''
    anonymous   INTEGER NOT NULL CHECK (anonymous IN (0, 1)), -- 1 = no way from an answer back to a sheet
    seeded      INTEGER NOT NULL CHECK (seeded IN (0, 1)), -- 1 = a demonstration: serials follow from the secret, so that shipped scans fit
    created     TEXT    NOT NULL, -- when the workspace was made
    closed      TEXT              -- when the round was sealed; NULL = still running
) STRICT;

CREATE TABLE form (
    revision    INTEGER NOT NULL PRIMARY KEY CHECK (revision BETWEEN 1 AND 31), -- 5 bits of the code
    source      TEXT    NOT NULL, -- the YAML text, byte for byte
    created     TEXT    NOT NULL, -- when it was registered
    printed     INTEGER NOT NULL CHECK (printed IN (0, 1)) -- 1 = sheets exist; never changed again
) STRICT;

CREATE TABLE layout (
    revision    INTEGER NOT NULL REFERENCES form, -- the questionnaire it lays out
    copyable    INTEGER NOT NULL CHECK (copyable IN (0, 1)), -- 1 = of open sheets
    json        TEXT    NOT NULL, -- what `pingyi layout --json` prints
    PRIMARY KEY (revision, copyable)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id >= 0), -- 0, 1, 2 …; parents before children
    code        TEXT    NOT NULL UNIQUE, -- as printed
    parent      INTEGER REFERENCES unit, -- NULL = the root
    name        TEXT    NOT NULL, -- as printed
    class       TEXT    NOT NULL, -- 序列: ranked only inside a class
    households  INTEGER CHECK (households >= 0), -- NULL = unknown
    population  INTEGER CHECK (population >= 0), -- NULL = unknown
    issued      INTEGER CHECK (issued >= 0)      -- 发放 as the units file says; NULL = unknown
) STRICT;

CREATE TABLE batch (
    number      INTEGER NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 1048575), -- 20 bits of the code
    unit        INTEGER NOT NULL REFERENCES unit, -- whose sheets they are
    revision    INTEGER NOT NULL REFERENCES form, -- what is printed on them
    copyable    INTEGER NOT NULL CHECK (copyable IN (0, 1)), -- 1 = open sheets, no serial
    copies      INTEGER NOT NULL CHECK (copies >= 0), -- 印制
    issued      INTEGER NOT NULL CHECK (issued >= 0), -- 发放; = copies until recorded
    refused     INTEGER NOT NULL CHECK (refused BETWEEN 0 AND issued), -- 拒收
    created     TEXT    NOT NULL  -- when it was printed
) STRICT;

CREATE INDEX batch_by_unit ON batch (unit);

CREATE TABLE sheet (
    batch       INTEGER NOT NULL REFERENCES batch, -- the print run
    serial      INTEGER NOT NULL CHECK (serial BETWEEN 1 AND 34359738367), -- 35 random bits
    PRIMARY KEY (batch, serial)
) STRICT, WITHOUT ROWID;

-- One person's answers, from however many pages.
CREATE TABLE response (
    id          INTEGER NOT NULL PRIMARY KEY, -- random on anonymous surveys, so that it tells no order
    unit        INTEGER NOT NULL REFERENCES unit, -- the unit it speaks about
    revision    INTEGER NOT NULL REFERENCES form, -- the questions it answers
    batch       INTEGER REFERENCES batch, -- the sheet's print run
    serial      INTEGER, -- the sheet; NULL = open sheet, or the link was destroyed
    side        INTEGER NOT NULL CHECK (side BETWEEN 0 AND 8), -- 0 = the whole sheet; else the one side of an open sheet
    channel     TEXT    NOT NULL CHECK (channel IN ('paper', 'tablet', 'web', 'phone')), -- the way it came
    disposition TEXT    NOT NULL CHECK (disposition IN ('complete', 'partial', 'break_off', 'blank', 'missing_side', 'conflict', 'screened')), -- what it is worth
    UNIQUE (batch, serial),
    FOREIGN KEY (batch, serial) REFERENCES sheet (batch, serial)
) STRICT;

CREATE INDEX response_by_unit ON response (unit, id);

-- Every scanned page, whatever it turned out to be.
CREATE TABLE page (
    id          INTEGER NOT NULL PRIMARY KEY, -- random on anonymous surveys
    identity    BLOB    NOT NULL UNIQUE CHECK (length(identity) = 32), -- keyed hash of file name, page and content: a second scan of a folder adds no row
    file        TEXT    NOT NULL, -- as given; '' on answers of anonymous surveys
    file_page   INTEGER NOT NULL CHECK (file_page >= 0), -- 0 = the first page of the file; 0 where file is ''
    image_hash  BLOB    CHECK (length(image_hash) = 32), -- of the decoded pixels; NULL = nothing was decoded
    store_hash  BLOB    CHECK (length(store_hash) = 32), -- names the kept PNG; NULL = none is kept
    outcome     TEXT    NOT NULL CHECK (outcome IN ('read', 'same_image', 'same_sheet', 'conflict', 'other_survey', 'other_revision', 'forged', 'foreign', 'blank', 'no_code', 'unreadable', 'broken')), -- what the gate said when it came
    standing    TEXT    NOT NULL CHECK (standing IN ('none', 'counts', 'contested', 'rejected')), -- none = carries no answers; counts; contested = waits for a person; rejected = another page was chosen
    reason      TEXT    NOT NULL, -- a sentence for a person, or ''
    response    INTEGER REFERENCES response, -- whose answers; NULL = carries none
    same_as     INTEGER REFERENCES page, -- the page this one repeats
    batch       INTEGER NOT NULL CHECK (batch >= 0), -- as the code says; 0 = unknown; of other surveys too, so no key
    serial      INTEGER NOT NULL CHECK (serial >= 0), -- as the code says; 0 = none
    side        INTEGER NOT NULL CHECK (side BETWEEN 0 AND 8), -- as the code says; 0 = unknown
    revision    INTEGER NOT NULL CHECK (revision BETWEEN 0 AND 31), -- as the code says; 0 = unknown
    copyable    INTEGER NOT NULL CHECK (copyable IN (0, 1)), -- as the code says
    dpi         REAL    NOT NULL, -- of the registration; 0 = unknown
    skew_deg    REAL    NOT NULL, -- how far the page was turned
    residual_mm REAL    NOT NULL, -- what registration left over
    turned      INTEGER NOT NULL CHECK (turned IN (0, 90, 180, 270)), -- how it lay on the glass
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
    CHECK ((outcome IN ('read', 'conflict')) = (response IS NOT NULL))
) STRICT;

CREATE INDEX page_by_image ON page (image_hash);
CREATE INDEX page_by_response ON page (response, side);
CREATE INDEX page_by_same ON page (same_as);

-- One box as it was measured and judged.  Never changed.
-- Shares are in 1/10000, lengths in 1/1000 of a box side, shifts in 1/1000 mm.
CREATE TABLE box (
    page        INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where it was printed
    item        INTEGER NOT NULL, -- index into the questionnaire
    choice      INTEGER NOT NULL, -- index into the item's scale
    state       INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), -- 0 empty, 1 marked, 2 cancelled, 3 doubtful
    p_marked    INTEGER NOT NULL, -- how sure the judge was that it is marked
    reason      TEXT    NOT NULL, -- the judge's word, or ''
    cover       INTEGER NOT NULL, -- dark share inside the outline
    solid       INTEGER NOT NULL, -- share of the inside's sixteen cells that are at least half dark
    ring        INTEGER NOT NULL, -- dark share of the ring outside
    ink         INTEGER NOT NULL, -- mean darkness against the page's own ink
    extent      INTEGER NOT NULL, -- larger side of the largest stroke
    strike      INTEGER NOT NULL, -- how much of a line runs straight across and out on both sides
    specks      INTEGER NOT NULL, -- dark share inside that is too small to be strokes
    through     INTEGER NOT NULL, -- share of ink that belongs to another box
    noise       INTEGER NOT NULL, -- cover that empty boxes of this page show
    shift_x     INTEGER NOT NULL, -- where the outline was found
    shift_y     INTEGER NOT NULL, -- the same, downward
    outline     INTEGER NOT NULL, -- how much of the outline was found
    masked      INTEGER NOT NULL, -- share hidden by streaks
    PRIMARY KEY (page, item, choice)
) STRICT, WITHOUT ROWID;

-- One item of one page in three columns: what was read, what a person
-- decided, what counts.  Sets of choices: bit k = choice k of the scale.
-- Tables written for every page compare with OR: for an IN of more than two
-- words SQLite builds a table in memory per row, half of what a page cost.
CREATE TABLE answer (
    page            INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where it stands
    item            INTEGER NOT NULL CHECK (item >= 0), -- index into the questionnaire
    read_state      TEXT    NOT NULL CHECK (read_state = 'given' OR read_state = 'blank' OR read_state = 'invalid' OR read_state = 'doubtful'), -- what the machine read; never changed
    read_choices    INTEGER NOT NULL, -- the choices it read
    decided_state   TEXT    CHECK (decided_state = 'given' OR decided_state = 'blank' OR decided_state = 'invalid'), -- what a person decided; NULL = nothing
    decided_choices INTEGER, -- the choices decided
    state           TEXT    NOT NULL, -- what counts
    choices         INTEGER NOT NULL, -- the choices that count
    corrected       INTEGER NOT NULL CHECK (corrected IN (0, 1)), -- 1 = valid after a printed cancellation
    ink             INTEGER NOT NULL CHECK (ink IN (0, 1)), -- 1 = something is written in the text area
    PRIMARY KEY (page, item),
    CHECK ((decided_state IS NULL) = (decided_choices IS NULL)),
    CHECK (state = coalesce(decided_state, read_state)),
    CHECK (choices = coalesce(decided_choices, read_choices))
) STRICT, WITHOUT ROWID;

-- What is put to a person: one item of a page, or the page as a whole.
CREATE TABLE review (
    id              INTEGER NOT NULL PRIMARY KEY, -- the question's name for people; random on anonymous surveys
    page            INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where to look
    item            INTEGER CHECK (item >= 0), -- NULL = the page as a whole (conflict, no code)
    reason          TEXT    NOT NULL, -- a word: faint, conflict, no_code …
    doubt           REAL    NOT NULL CHECK (doubt BETWEEN 0 AND 1), -- the most doubtful comes first
    decided_state   TEXT    CHECK (decided_state IN ('given', 'blank', 'invalid')), -- NULL = open
    decided_choices INTEGER, -- the choices decided
    who             TEXT    NOT NULL, -- who decided, or ''
    why             TEXT    NOT NULL, -- in that person's words, or ''
    CHECK ((decided_state IS NULL) = (decided_choices IS NULL))
) STRICT;

CREATE UNIQUE INDEX review_by_page ON review (page, coalesce(item, -1));

CREATE TABLE report (
    id             INTEGER NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    edition        TEXT    NOT NULL, -- bulletin, rectify …
    file           TEXT    NOT NULL, -- as written, inside out/
    sha256         TEXT    NOT NULL CHECK (length(sha256) = 64), -- of the file, hex
    figures_sha256 TEXT    NOT NULL CHECK (length(figures_sha256) = 64), -- of the figures it carries, hex
    issued         TEXT    NOT NULL, -- when
    signer         TEXT    NOT NULL  -- who signed, or ''
) STRICT;

-- Every change of state.  hash covers the row and the hash before it.
CREATE TABLE audit (
    number      INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1), -- 1, 2, 3 … without a gap
    at          TEXT    NOT NULL, -- when
    action      TEXT    NOT NULL, -- print, review.set …
    who         TEXT    NOT NULL, -- a person's name, or ''
    detail      TEXT    NOT NULL, -- a JSON object without secrets
    hash        BLOB    NOT NULL CHECK (length(hash) = 32) -- docs/store.md#audit
) STRICT;

-- Where the chain ends: shows that rows were cut off.
CREATE TABLE audit_head (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- a single row
    number      INTEGER NOT NULL, -- of the last row; 0 = none yet
    hash        BLOB    NOT NULL CHECK (length(hash) = 32) -- of the last row; zeros = none yet
) STRICT;

INSERT INTO audit_head (one, number, hash) VALUES (1, 0, zeroblob(32));
