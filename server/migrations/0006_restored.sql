-- When the database was last put in place from a backup is asked at each device's contact; the chain has an entry for
-- every envelope.
CREATE INDEX audit_restored ON audit (n) WHERE action IN ('restore', 'salvage');
-- What is held counts against whoever signed it, and not against whoever handed it in.
DROP INDEX held_by_carrier;
CREATE INDEX held_by_device ON held (device) WHERE decision IS NULL;
