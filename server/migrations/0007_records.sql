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
-- The last columns are those that counts and filters ask for, so that these read the index alone.
CREATE INDEX record_by_day ON record_row (kind, on_day DESC, sort_key, doc, state, decisions, impossible, readable);
CREATE INDEX record_of_org_by_day ON record_row (org, kind, on_day DESC, sort_key, doc, decisions);
CREATE INDEX record_by_day_of_all ON record_row (on_day DESC, sort_key, doc);
CREATE INDEX record_by_name ON record_row (kind, sort_key, doc);
CREATE INDEX record_about ON record_row (about) WHERE about IS NOT NULL;
CREATE INDEX record_due ON record_row (due, doc) WHERE due IS NOT NULL;
CREATE INDEX record_unsettled ON record_row (kind, on_day DESC, sort_key, doc) WHERE decisions > 0 OR impossible > 0;
CREATE INDEX record_marked ON record_row (kind) WHERE marked = 1;
CREATE INDEX record_unreadable ON record_row (kind) WHERE readable = 0;
CREATE INDEX record_by_card ON record_row (kind, json_extract(figures, '$.card_number'))
    WHERE json_extract(figures, '$.card_number') IS NOT NULL;
CREATE INDEX record_by_birth ON record_row (kind, json_extract(figures, '$.birth_date'), json_extract(figures, '$.same_name'))
    WHERE json_extract(figures, '$.birth_date') IS NOT NULL;

-- The words of each row, each once and folded; neither the words nor their places are kept beside the index. Whatever
-- stands between two spaces is one word: the words were told apart before. Beginnings of two and three letters have an
-- index of their own, since a ward's meetings share most of their words.
CREATE VIRTUAL TABLE record_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '2 3',
    tokenize = "unicode61 categories 'L* N* M* S* Co'"
);
-- Rows whose words changed lie in the index until so many of a hundred did; the default makes it anew far more often.
INSERT INTO record_words (record_words, rank) VALUES ('deletemerge', 40);

-- Rows whose words are not in the index yet, or are no longer those that it holds: indexing many at once costs each of
-- them a fraction, and what is written again and again is indexed now and then. A search looks here as well.
CREATE TABLE record_words_due (
    slot  INTEGER PRIMARY KEY,
    n     INTEGER NOT NULL UNIQUE,
    words TEXT NOT NULL
) STRICT;
