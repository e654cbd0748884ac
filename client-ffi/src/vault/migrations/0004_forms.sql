-- What stands in forms that are not given yet: it outlives a phone that dies before, and never leaves it.
CREATE TABLE form (
    -- The record it is about; empty where there is none yet.
    doc BLOB NOT NULL,
    name TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    fields BLOB NOT NULL,
    PRIMARY KEY (doc, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX form_by_age ON form (at_ms);
