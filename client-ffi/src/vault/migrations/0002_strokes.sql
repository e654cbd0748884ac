-- What a person typed since the record was last written: a change is made of it at the next pause. Here it outlives a
-- phone that dies before that.
CREATE TABLE stroke (
    n INTEGER PRIMARY KEY,
    doc BLOB NOT NULL,
    -- Which text: minutes, notes, says/ and an entry's name.
    place TEXT NOT NULL,
    -- What the change will build on: of the same strokes comes the same change, whenever it is made.
    base BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    position INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    typed TEXT NOT NULL
) STRICT;
CREATE INDEX stroke_of_doc ON stroke (doc, n);
