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

-- How tasks stand, and until when; where people wrote different things; who counts, cell by cell. Each of them is asked for
-- by pages over all records of the ward.
CREATE INDEX record_by_state ON record_row (kind, state, readable, due, doc, org, decisions);
CREATE INDEX record_disputed ON record_row (on_day DESC, sort_key, doc, kind, readable, decisions) WHERE decisions > 0;
CREATE INDEX record_parallel ON record_row (on_day DESC, sort_key, doc, kind, readable, decisions)
    WHERE json_extract(figures, '$.parallel') = 1;
CREATE INDEX record_by_headcount ON record_row (kind, org, json_extract(figures, '$.status'), decisions)
    WHERE json_extract(figures, '$.headcount') = 1;

-- What the cell has to answer by a day: from the next on it waits for the ward.
CREATE INDEX standing_due ON standing (due) WHERE lane = 7 AND due IS NOT NULL;
