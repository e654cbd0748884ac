-- One list of records of every kind, derived from the documents; whoever opens a database whose rows were made by another
-- version makes them anew.
DROP TABLE meeting_row;
DROP TABLE member_row;
DROP TABLE unreadable_row;
DROP TABLE org_row;

CREATE TABLE record_row (
    n          INTEGER PRIMARY KEY,
    doc        BLOB NOT NULL UNIQUE,
    org        BLOB NOT NULL,
    kind       INTEGER NOT NULL,
    -- The record it speaks about or comes from.
    about      BLOB,
    title      TEXT NOT NULL,
    state      TEXT NOT NULL,
    on_day     TEXT,
    -- The day it is due, while it is.
    due        TEXT,
    sort_key   BLOB NOT NULL,
    decisions  INTEGER NOT NULL,
    impossible INTEGER NOT NULL,
    marked     INTEGER NOT NULL,
    readable   INTEGER NOT NULL,
    -- Whether it changed since the ward last looked at it.
    unseen     INTEGER NOT NULL,
    -- Figures and listed fields, as JSON.
    figures    TEXT NOT NULL,
    -- A digest of the words it is found by, so that they are indexed again only when they change.
    words      INTEGER
) STRICT;
CREATE INDEX record_by_day ON record_row (kind, on_day DESC, sort_key, doc);
CREATE INDEX record_by_name ON record_row (kind, sort_key, doc);
CREATE INDEX record_of_org_by_day ON record_row (org, kind, on_day DESC, sort_key, doc);
CREATE INDEX record_of_org_by_name ON record_row (org, kind, sort_key, doc);
CREATE INDEX record_about ON record_row (about) WHERE about IS NOT NULL;
CREATE INDEX record_due ON record_row (due) WHERE due IS NOT NULL;
CREATE INDEX record_unsettled ON record_row (kind, on_day DESC) WHERE decisions > 0 OR impossible > 0;
CREATE INDEX record_marked ON record_row (kind) WHERE marked = 1;
CREATE INDEX record_by_card ON record_row (json_extract(figures, '$.card_number'));
CREATE INDEX record_by_birth ON record_row (json_extract(figures, '$.birth_date'), json_extract(figures, '$.same_name'));

-- The words of each row, folded; what was indexed is not kept a second time.
CREATE VIRTUAL TABLE record_words USING fts5 (words, content = '', contentless_delete = 1);
