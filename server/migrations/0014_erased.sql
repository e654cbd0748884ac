-- Records that an order took away: by id alone, without anything they said. `stream` is where a record lived, NULL for one that
-- was never here; `order_doc` is the order's own record.
CREATE TABLE erased (
    doc       BLOB PRIMARY KEY,
    stream    BLOB,
    order_doc BLOB NOT NULL,
    at_ms     INTEGER NOT NULL
) STRICT;
