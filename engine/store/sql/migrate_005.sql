-- Version 5: a round states its design, and keeps the figures it gave out.

-- How those who are asked were chosen; no row = not stated.
CREATE TABLE design (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- a single row
    kind        TEXT    NOT NULL CHECK (kind IN ('census', 'stratified', 'cluster', 'quota', 'convenience')), -- 普查, 分层随机, 整群, 配额, 方便
    strata      TEXT    NOT NULL, -- class of units people or clusters were drawn in, or ''
    clusters    TEXT    NOT NULL, -- class of units that were drawn, or ''
    fpc         INTEGER NOT NULL CHECK (fpc IN (0, 1)), -- 1 = the units are the whole frame: corrected for finite populations
    rule        TEXT    NOT NULL CHECK (rule IN ('wilson', 'beta')), -- how intervals are made
    stated      TEXT    NOT NULL  -- when
) STRICT;

-- Known totals of people that the weights of the round are raked to.
CREATE TABLE design_total (
    item        TEXT    NOT NULL, -- code of the question about the person: D1
    choice      INTEGER NOT NULL CHECK (choice >= 0), -- index into its choices
    place       INTEGER NOT NULL CHECK (place >= 0), -- which question comes first
    population  INTEGER NOT NULL CHECK (population >= 0), -- people
    PRIMARY KEY (item, choice)
) STRICT;

-- The figures that documents carried out of the house, by their digest: what a
-- new document may show depends on what everybody can already subtract.
CREATE TABLE figures (
    sha256      TEXT    NOT NULL PRIMARY KEY CHECK (length(sha256) = 64), -- = report.figures_sha256
    json        TEXT    NOT NULL  -- as attached to the documents
) STRICT;
