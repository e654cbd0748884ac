-- Rules of the ward's own, each text a version that stays; the last one is in use, and an empty one takes all of them away.
CREATE TABLE local_rules (
    -- Of number and text, so that two versions of one text are two.
    id     BLOB PRIMARY KEY,
    n      INTEGER NOT NULL UNIQUE,
    at_ms  INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    note   TEXT NOT NULL,
    text   TEXT NOT NULL
) STRICT;
