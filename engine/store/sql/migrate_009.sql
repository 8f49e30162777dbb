-- Version 9: who may use the web page.

-- An account is never removed, for the audit log names it; it is shut.
CREATE TABLE account (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id >= 1), -- 1, 2, 3 …
    login       TEXT    NOT NULL UNIQUE CHECK (length(login) BETWEEN 1 AND 32), -- what is typed
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 63), -- what is shown, and stands in the audit log
    role        TEXT    NOT NULL CHECK (role IN ('admin', 'clerk', 'reviewer', 'evaluator', 'leader')), -- what the person may do
    unit        TEXT    NOT NULL, -- code of the unit the person belongs to, or ''
    password    TEXT    NOT NULL, -- Argon2id, with its own salt and cost
    shut        INTEGER NOT NULL CHECK (shut IN (0, 1)), -- may not sign in any more
    made        TEXT    NOT NULL -- when
) STRICT;
