-- What a session shows of itself to its owner, and by which it ends when nobody uses it. One of before counts as unused
-- for long, so that its owner signs in once more.
ALTER TABLE session ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN used_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN system TEXT NOT NULL DEFAULT '';
CREATE INDEX session_by_login ON session (login);

-- What stands beside a person of the console: whether they may come in, and their second factor. Who has no row may.
CREATE TABLE account (
    login       TEXT PRIMARY KEY,
    disabled_ms INTEGER,
    disabled_by TEXT,
    -- The key of the codes of six digits, from the moment a code of it was shown.
    secret      BLOB,
    secret_ms   INTEGER,
    -- The last step of time whose code was taken.
    step        INTEGER NOT NULL DEFAULT 0,
    signed_in_ms INTEGER
) STRICT;

-- Codes with which a person chooses a password of their own, by hash.
CREATE TABLE reset (
    code_hash  BLOB PRIMARY KEY,
    login      TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER
) STRICT;
CREATE INDEX reset_by_login ON reset (login);

-- Codes that stand in for the second factor once, by hash.
CREATE TABLE recovery (
    code_hash BLOB PRIMARY KEY,
    login     TEXT NOT NULL,
    made_ms   INTEGER NOT NULL,
    used_ms   INTEGER
) STRICT;
CREATE INDEX recovery_by_login ON recovery (login);

-- Attempts to sign in, by the hash of what was typed as a login and the address they came from: for a login that nobody
-- has as for any other. What person.failures and person.locked_until held is not asked any more.
CREATE TABLE attempt (
    login_hash   BLOB NOT NULL,
    origin       BLOB NOT NULL,
    failures     INTEGER NOT NULL,
    last_ms      INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    PRIMARY KEY (login_hash, origin)
) STRICT;
CREATE INDEX attempt_by_age ON attempt (last_ms);

-- What was decided about one thing is looked up among all that was ever done.
CREATE INDEX audit_by_subject ON audit (subject);
