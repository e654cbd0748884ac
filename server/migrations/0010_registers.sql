-- Of which two records of members somebody of the ward said that they are two persons, and what each then had in common with
-- the other: when that changes in one of them, the question comes back. An arrangement of the ward; who said it and when
-- stands in the log as well.
CREATE TABLE apart (
    -- The two in the order of their ids.
    one         BLOB NOT NULL,
    other       BLOB NOT NULL,
    one_marks   TEXT NOT NULL,
    other_marks TEXT NOT NULL,
    login       TEXT NOT NULL,
    note        TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX apart_other ON apart (other, one);

-- Which records of a person who was recorded twice name which one to speak for them.
CREATE INDEX record_by_successor ON record_row (json_extract(figures, '$.superseded_by'))
    WHERE json_extract(figures, '$.superseded_by') IS NOT NULL;
