// The table of hocuspocus' own SQLite extension, kept by the runtime's SQLite so that nothing has to be compiled.
export const SCHEMA = `CREATE TABLE IF NOT EXISTS "documents" (
  "name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))`
export const FETCH = `SELECT data FROM "documents" WHERE name = ?`
export const STORE = `INSERT INTO "documents" ("name", "data") VALUES (?, ?)
  ON CONFLICT(name) DO UPDATE SET data = excluded.data`
