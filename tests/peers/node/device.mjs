// One device of automerge-repo by itself, so that its process can be weighed: a Repo with storage on disk.
//   node device.mjs write <folder> <meetings.json> <count>   writes so many meetings, each change flushed; prints their ids
//   node device.mjs open <folder> <ids.json>                 opens them as an app does that shows a list, then takes lines
//   node device.mjs bring <folder> <meetings.json> <url> <count>   evenings over a line; prints the seconds of each
// Lines are JSON: {"do": "type", "place": n, "times": n} in, {"ok": answer} out.
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { next as A } from "@automerge/automerge"
import { Repo } from "@automerge/automerge-repo"
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"

const [, , word, folder, ...rest] = process.argv
const tell = answer => process.stdout.write(JSON.stringify({ ok: answer }) + "\n")
const repo = () => new Repo({ storage: new NodeFSStorageAdapter(folder) })

const works = {
  async write(meetings, count) {
    const { put } = await import("./clients/automerge.mjs")
    const { full } = JSON.parse(readFileSync(meetings, "utf8"))
    const store = repo()
    const ids = []
    for (const notes of full.slice(0, Number(count))) {
      const handle = store.create()
      for (const note of notes) {
        handle.change(put(note))
        await store.flush([handle.documentId])
      }
      ids.push(handle.documentId)
    }
    tell(ids)
  },

  async open(listed) {
    const ids = JSON.parse(readFileSync(listed, "utf8"))
    const store = repo()
    const first = await store.find(`automerge:${ids[0]}`)
    const opened_ms = performance.now()
    // A list shows day, kind and stage of each; nothing but the documents themselves tells them.
    const handles = [first]
    for (const id of ids.slice(1)) handles.push(await store.find(`automerge:${id}`))
    const lines = handles.map(handle => [handle.doc().date, handle.doc().kind, handle.doc().state].map(String))
    tell({ opened_ms, listed_ms: performance.now(), meetings: lines.length })
    for await (const line of createInterface({ input: process.stdin })) {
      const { place, times } = JSON.parse(line)
      tell(await typed(store, handles[place], times))
    }
  },

  async bring(meetings, url, count) {
    const { put } = await import("./clients/automerge.mjs")
    const { full, small } = JSON.parse(readFileSync(meetings, "utf8"))
    const saved = notes => A.save(notes.reduce((doc, note) => A.change(doc, put(note)), A.init()))
    const store = repo()
    const evenings = full.slice(0, Number(count)).map(saved)
    let begun = performance.now()
    const adapter = new WebSocketClientAdapter(url)
    const met = new Promise(met => store.networkSubsystem.once("peer", met))
    store.networkSubsystem.addNetworkAdapter(adapter)
    await met
    const took = [await brought(store, evenings[0], begun)]
    await brought(store, saved(small[0]), 0)
    for (const evening of evenings.slice(1)) took.push(await brought(store, evening, performance.now()))
    tell(took)
  },
}

/** Milliseconds of each character typed into the minutes, until the Repo has handed it to its files. */
async function typed(store, handle, times) {
  const text = "Chi bộ thống nhất vận động các hộ trong hẻm phân loại rác tại nguồn.\n"
  const strokes = [...text]
  const took = []
  for (let place = 0; place < times; place++) {
    const begun = performance.now()
    handle.change(doc => A.splice(doc, ["minutes"], place, 0, strokes[place % strokes.length]))
    await store.flush([handle.documentId])
    took.push(performance.now() - begun)
  }
  return took
}

/** Seconds until the server's sync message names the heads of this document as its own. */
function brought(store, saved, begun) {
  return new Promise(done => {
    const handle = store.import(saved)
    const ours = [...A.getHeads(handle.doc())].sort().join()
    const heard = ({ documentId, syncState }) => {
      if (documentId !== handle.documentId || [...(syncState.theirHeads ?? [])].sort().join() !== ours) return
      store.synchronizer.off("sync-state", heard)
      done((performance.now() - begun) / 1000)
    }
    store.synchronizer.on("sync-state", heard)
  })
}

await works[word](...rest)
process.exit(0)
