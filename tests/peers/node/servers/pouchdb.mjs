// A PouchDB server: the CouchDB interface of express-pouchdb over PouchDB on LevelDB, without the web interface and log.
// Usage: node pouchdb.mjs <folder>; prints the port it took.
import express from "express"
import expressPouchdb from "express-pouchdb"
import PouchDB from "pouchdb"

const folder = process.argv[2]
const Stored = PouchDB.defaults({ prefix: `${folder}/` })
const routes = expressPouchdb(Stored, {
  mode: "minimumForPouchDB",
  inMemoryConfig: true,
  overrideMode: { include: [] },
})
const listening = express().use("/", routes).listen(0, "127.0.0.1", () => console.log(listening.address().port))
process.on("SIGTERM", () => process.exit(0))
