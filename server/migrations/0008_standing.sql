-- In which one queue of the ward each record stands, derived from the rows, the reviews, what is held and what was looked
-- at: written with whatever it follows from, made anew by `sen reindex`. What is held for a record that is not here stands
-- as well; then `org` and `kind` are what it claims.
CREATE TABLE standing (
    doc      BLOB PRIMARY KEY,
    org      BLOB,
    kind     INTEGER NOT NULL,
    lane     INTEGER NOT NULL,
    -- Since when it waits there: by this the oldest comes first.
    since_ms INTEGER NOT NULL,
    -- The last day for the cell's answer; from the next on it waits for the ward.
    due      TEXT
) STRICT;
-- Lane 8 is what is done: most of all records, and never listed.
CREATE INDEX standing_waiting ON standing (lane, since_ms, doc, org, kind, due) WHERE lane < 8;

-- Who of the office has taken a record: an arrangement of theirs that no cell sees.
CREATE TABLE taken (
    doc      BLOB PRIMARY KEY,
    login    TEXT NOT NULL,
    since_ms INTEGER NOT NULL
) STRICT;

-- What each person had open, and what they said they have read, by the frontier they read.
CREATE TABLE look (
    doc        BLOB NOT NULL,
    login      TEXT NOT NULL,
    opened_seq INTEGER NOT NULL,
    read_heads BLOB,
    read_ms    INTEGER,
    PRIMARY KEY (doc, login)
) STRICT, WITHOUT ROWID;
