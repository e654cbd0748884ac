-- Records that moved to another stream. Both follow from the envelopes, and are made anew with them.

-- That a record left a stream, by the number it took there: told to those who read that stream.
CREATE TABLE departure (
    stream BLOB NOT NULL,
    seq    INTEGER NOT NULL,
    doc    BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT;

-- The place in its present stream from which on a record is told by envelopes; who stands before it gets it whole.
CREATE TABLE arrival (
    doc BLOB PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT;
