-- The visits counted for each device (era 0: forgotten by a restore), and since when two are known to hold its vault.
CREATE TABLE visit (
    device    BLOB PRIMARY KEY REFERENCES device (device) ON DELETE CASCADE,
    era       INTEGER NOT NULL,
    given     INTEGER NOT NULL,
    shown     INTEGER NOT NULL,
    copied_ms INTEGER
) STRICT;
