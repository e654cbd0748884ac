// The automerge-repo sync server as its authors run theirs: a Repo that keeps files and announces nothing unasked.
// Usage: node automerge.mjs <folder>; prints the port it took.
import { Repo } from "@automerge/automerge-repo"
import { WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"
import { WebSocketServer } from "ws"

const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 })
const repo = new Repo({
  network: [new WebSocketServerAdapter(sockets)],
  storage: new NodeFSStorageAdapter(process.argv[2]),
  peerId: "storage-server",
  sharePolicy: async () => false,
})
sockets.on("listening", () => console.log(sockets.address().port))
// A document that was asked for but never came makes the flush fail; the others were saved a moment after they changed.
const end = () => process.exit(0)
process.on("SIGTERM", () => repo.flush().then(end, end))
