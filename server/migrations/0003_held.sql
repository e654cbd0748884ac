-- What is held is known by its body and its signature, so that a false signature keeps no good one out.
-- `waits` counts what it builds on and is not here; NULL while that was not looked for.
CREATE TABLE held_by_copy (
    held        BLOB PRIMARY KEY,
    id          BLOB NOT NULL,
    device      BLOB NOT NULL,
    carrier     BLOB NOT NULL,
    org         BLOB,
    doc         BLOB,
    kind        INTEGER,
    reason      TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    received_ms INTEGER NOT NULL,
    decision    TEXT,
    decided_ms  INTEGER,
    decided_by  TEXT,
    note        TEXT,
    waits       INTEGER
) STRICT;
INSERT INTO held_by_copy
    SELECT id, id, device, carrier, org, doc, kind, reason, sealed, received_ms, decision, decided_ms, decided_by, note, NULL
    FROM held;
DROP TABLE held;
ALTER TABLE held_by_copy RENAME TO held;
CREATE INDEX held_open ON held (received_ms) WHERE decision IS NULL;
CREATE INDEX held_by_carrier ON held (carrier) WHERE decision IS NULL;
CREATE INDEX held_by_doc ON held (doc) WHERE decision IS NULL;
CREATE INDEX held_by_id ON held (id);
CREATE INDEX held_ready ON held (doc) WHERE waits = 0 AND decision IS NULL;

-- Each change that something held builds on and that is not in its record.
CREATE TABLE held_wait (
    doc     BLOB NOT NULL,
    missing BLOB NOT NULL,
    held    BLOB NOT NULL REFERENCES held (held) ON DELETE CASCADE,
    PRIMARY KEY (doc, missing, held)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_wait_by_held ON held_wait (held);
