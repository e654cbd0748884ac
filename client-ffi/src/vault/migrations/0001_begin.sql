-- Settings and secrets of this device.
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- A record: the newest snapshot, and the changes appended since.
CREATE TABLE document (
    doc BLOB PRIMARY KEY,
    kind INTEGER NOT NULL,
    snapshot BLOB NOT NULL,
    snapshot_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE change (
    doc BLOB NOT NULL REFERENCES document (doc),
    n INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

-- What is known about sync, one row per stream and record.
CREATE TABLE stream (stream BLOB PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE record (doc BLOB PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Every signed envelope made or received: a server that lost its tail gets it back from here.
CREATE TABLE envelope (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    doc BLOB NOT NULL,
    device BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX envelope_of_doc ON envelope (doc, n);

-- Envelopes on their way, with the server's reason if it set one aside.
CREATE TABLE outbox (
    id BLOB PRIMARY KEY REFERENCES envelope (id),
    place INTEGER NOT NULL,
    doc BLOB NOT NULL,
    aside TEXT CHECK (aside IN ('held', 'refused')),
    why TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (device BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Read model, derived from the records.
CREATE TABLE meeting_row (
    doc BLOB PRIMARY KEY REFERENCES document (doc),
    org BLOB NOT NULL,
    date TEXT NOT NULL,
    kind TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    state TEXT NOT NULL,
    topic TEXT,
    open_questions INTEGER NOT NULL,
    adopted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_by_date ON meeting_row (date DESC, doc);
CREATE TABLE member_row (
    doc BLOB PRIMARY KEY REFERENCES document (doc),
    org BLOB NOT NULL,
    sort_key BLOB NOT NULL,
    search_text TEXT NOT NULL,
    full_name TEXT NOT NULL,
    status TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_name ON member_row (sort_key, doc);
