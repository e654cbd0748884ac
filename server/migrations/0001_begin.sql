-- What the server keeps. Ids are raw bytes, instants are milliseconds since 1970, civil dates are ISO text.

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- One log per organisation and class; `digest` covers the heads of all its documents.
CREATE TABLE stream (
    stream BLOB PRIMARY KEY,
    epoch  INTEGER NOT NULL,
    head   INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT;

CREATE TABLE document (
    doc            BLOB PRIMARY KEY,
    kind           INTEGER NOT NULL,
    stream         BLOB NOT NULL REFERENCES stream (stream),
    heads          BLOB NOT NULL,
    content_seq    INTEGER NOT NULL,
    touched_seq    INTEGER NOT NULL,
    seen_seq       INTEGER NOT NULL,
    seen_by        TEXT,
    seen_ms        INTEGER,
    snapshot       BLOB,
    snapshot_seq   INTEGER NOT NULL,
    snapshot_bytes INTEGER NOT NULL,
    tail_bytes     INTEGER NOT NULL
) STRICT;
CREATE INDEX document_by_touch ON document (stream, touched_seq);
CREATE INDEX document_by_id ON document (stream, doc);

-- Every accepted envelope, as it was signed (zstd); kept for audit.
CREATE TABLE envelope (
    stream      BLOB NOT NULL,
    seq         INTEGER NOT NULL,
    id          BLOB NOT NULL UNIQUE,
    doc         BLOB NOT NULL,
    device      BLOB NOT NULL,
    sealed      BLOB NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT;
CREATE INDEX envelope_by_doc ON envelope (doc, seq);

-- What could not be accepted: kept until the ward releases or dismisses it.
CREATE TABLE held (
    id          BLOB PRIMARY KEY,
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
    note        TEXT
) STRICT;
CREATE INDEX held_open ON held (received_ms) WHERE decision IS NULL;
CREATE INDEX held_by_carrier ON held (carrier) WHERE decision IS NULL;
CREATE INDEX held_by_doc ON held (doc) WHERE decision IS NULL;

CREATE TABLE device (
    device          BLOB PRIMARY KEY,
    public_key      BLOB NOT NULL,
    org             BLOB NOT NULL,
    role            TEXT NOT NULL,
    person          TEXT NOT NULL,
    member          BLOB,
    label           TEXT NOT NULL,
    certificate     BLOB NOT NULL,
    token_hash      BLOB UNIQUE,
    enrolled_ms     INTEGER NOT NULL,
    revoked_ms      INTEGER,
    revoke_reason   TEXT,
    last_contact_ms INTEGER,
    unsent          INTEGER NOT NULL DEFAULT 0,
    clock_skew_ms   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX device_by_org ON device (org);

CREATE TABLE enrolment (
    secret_hash BLOB PRIMARY KEY,
    org         BLOB NOT NULL,
    role        TEXT NOT NULL,
    person      TEXT NOT NULL,
    member      BLOB,
    created_by  TEXT NOT NULL,
    created_ms  INTEGER NOT NULL,
    expires_ms  INTEGER NOT NULL,
    used_by     BLOB
) STRICT;

-- People who sign in to the console; each writes under the device whose key the server keeps.
CREATE TABLE person (
    login          TEXT PRIMARY KEY,
    name           TEXT NOT NULL,
    org            BLOB NOT NULL,
    role           TEXT NOT NULL,
    password       TEXT NOT NULL,
    device         BLOB NOT NULL REFERENCES device (device),
    secret_key     BLOB NOT NULL,
    failures       INTEGER NOT NULL DEFAULT 0,
    locked_until   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    login      TEXT NOT NULL REFERENCES person (login),
    csrf       TEXT NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;

-- Append-only; each hash covers the one before.
CREATE TABLE audit (
    n       INTEGER PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,
    hash    BLOB NOT NULL
) STRICT;

-- Read model: derived from documents, rebuilt by `sen reindex`.
CREATE TABLE org_row (
    doc        BLOB PRIMARY KEY,
    parent     BLOB,
    name       TEXT NOT NULL,
    class      TEXT NOT NULL,
    unit_kind  TEXT,
    valid_from TEXT,
    valid_to   TEXT
) STRICT;

CREATE TABLE meeting_row (
    doc       BLOB PRIMARY KEY,
    org       BLOB NOT NULL,
    kind      TEXT NOT NULL,
    held_on   TEXT NOT NULL,
    ordinal   INTEGER NOT NULL,
    state     TEXT NOT NULL,
    adopted   INTEGER NOT NULL,
    required  INTEGER NOT NULL,
    present   INTEGER NOT NULL,
    decisions INTEGER NOT NULL,
    findings  INTEGER NOT NULL,
    addenda   INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_by_org ON meeting_row (org, held_on DESC);

CREATE TABLE member_row (
    doc         BLOB PRIMARY KEY,
    org         BLOB NOT NULL,
    sort_key    BLOB NOT NULL,
    full_name   TEXT NOT NULL,
    birth_date  TEXT,
    gender      TEXT,
    joined_on   TEXT,
    official_on TEXT,
    card_number TEXT,
    status      TEXT NOT NULL,
    headcount   INTEGER NOT NULL,
    search_text TEXT NOT NULL,
    decisions   INTEGER NOT NULL
) STRICT;
CREATE INDEX member_by_org ON member_row (org, sort_key);
CREATE INDEX member_by_card ON member_row (card_number);
