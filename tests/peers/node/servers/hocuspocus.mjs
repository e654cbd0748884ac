// A hocuspocus server with its defaults and its database extension, on SQLite.
// Usage: node hocuspocus.mjs <folder>; prints the port it took.
import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
import { Database } from "@hocuspocus/extension-database"
import { Server } from "@hocuspocus/server"
import { FETCH, SCHEMA, STORE } from "./table.mjs"

const database = new DatabaseSync(join(process.argv[2], "documents.db"))
database.exec(SCHEMA)
const [fetch, store] = [database.prepare(FETCH), database.prepare(STORE)]
const server = new Server({
  address: "127.0.0.1",
  port: 0,
  quiet: true,
  stopOnSignals: false,
  // A device that comes back asks for all its documents at once; the default closes the line at 100.
  maxPendingDocuments: 2000,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => fetch.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => void store.run(documentName, state),
    }),
  ],
})
await server.listen()
console.log(server.httpServer.address().port)
process.on("SIGTERM", async () => {
  await server.destroy()
  database.close()
  process.exit(0)
})
