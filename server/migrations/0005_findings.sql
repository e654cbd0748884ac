-- What a reader of lists has to know of a record besides its figures: that a text of it bears a secrecy marking, or that
-- it cannot be read at all. Records that came before get theirs with their next change, or from `sen reindex`.
ALTER TABLE meeting_row ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member_row ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;

CREATE TABLE unreadable_row (
    doc  BLOB PRIMARY KEY,
    org  BLOB NOT NULL,
    kind INTEGER NOT NULL
) STRICT;
