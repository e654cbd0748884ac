// Devices of an automerge-repo server, the Node one or samod: one Repo each, with storage on disk.
//
// Acknowledged means: the server's sync message names our heads as its own. The protocol knows no other sign.
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { next as A } from "@automerge/automerge"
import { Repo, generateAutomergeUrl, parseAutomergeUrl } from "@automerge/automerge-repo"
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket"
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs"
import { Checklist, pooled } from "./promises.mjs"

// Only what people type together is a text that merges by character; that keeps the documents small.
const fixed = value => {
  if (typeof value === "string") return new A.ImmutableString(value)
  if (Array.isArray(value)) return value.map(fixed)
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fixed(inner)]))
}

export const put = note => doc => {
  if (note.head) Object.assign(doc, fixed(note.head), { roll: {}, items: [], votes: [], minutes: "" })
  if (note.roll) for (const { id, ...mark } of note.roll) doc.roll[id] = fixed(mark)
  if (note.item) doc.items.push({ ...fixed(note.item), sayings: [] })
  if (note.saying) {
    const { item, text, ...rest } = note.saying
    doc.items[item].sayings.push({ ...fixed(rest), text })
  }
  if (note.vote) doc.votes.push(fixed(note.vote))
  if (note.minutes) A.splice(doc, ["minutes"], doc.minutes.length, 0, note.minutes)
}

const written = notes => A.save(notes.reduce((doc, note) => A.change(doc, put(note)), A.init()))
const same = (a, b) => a.length === b.length && [...a].sort().join() === [...b].sort().join()

/** Documents asked for at once. A document is given up as unavailable a minute after it was asked for, so that one which
 * stands in a long line behind others would be lost while the server is busy with those. */
const AT_ONCE = 50

/** A line without a message for this long has nothing more to say. */
const SILENCE_MS = 500

class Device {
  #checklist = null
  #lastMessage = 0
  #peer = null

  constructor(url, folder) {
    this.adapter = new WebSocketClientAdapter(url)
    this.repo = new Repo({ storage: new NodeFSStorageAdapter(mkdtempSync(join(folder, "device-"))) })
    this.handles = new Map()
    for (const name of ["message", "peer-candidate"]) this.adapter.on(name, () => (this.#lastMessage = performance.now()))
    this.repo.synchronizer.on("message", () => (this.#lastMessage = performance.now()))
    this.repo.synchronizer.on("sync-state", ({ documentId, syncState }) => {
      const handle = this.handles.get(documentId)
      if (!handle || !syncState.theirHeads || !this.#checklist) return
      if (same(syncState.theirHeads, A.getHeads(handle.doc()))) this.#checklist.cross(documentId)
    })
  }

  hold(handle) {
    this.handles.set(handle.documentId, handle)
    return handle
  }

  write(notes) {
    const handle = this.hold(this.repo.create())
    notes.forEach(note => handle.change(put(note)))
    return handle
  }

  /** Fulfilled with the moment of the last message once the line has been silent for a while. */
  async silence() {
    do await new Promise(passed => setTimeout(passed, SILENCE_MS / 5))
    while (performance.now() - this.#lastMessage < SILENCE_MS)
    return this.#lastMessage
  }

  /** Starts to wait until the server holds these documents as we do. */
  expect(ids) {
    this.#checklist = new Checklist(ids)
    return this.#checklist.finished
  }

  /** Fulfilled once the server has answered; asked before, it counts documents as unavailable after a second. */
  connect() {
    const met = new Promise(met => this.repo.networkSubsystem.once("peer", met))
    if (this.#peer) this.adapter.connect(this.#peer.id, this.#peer.metadata)
    else this.repo.networkSubsystem.addNetworkAdapter(this.adapter)
    return met
  }

  disconnect() {
    this.#peer = { id: this.adapter.peerId, metadata: this.adapter.peerMetadata }
    this.adapter.disconnect()
  }
}

export class Devices {
  #url
  #folder
  #meetings
  #crowd = []
  #known = null

  constructor(url, folder, meetings) {
    ;[this.#url, this.#folder, this.#meetings] = [url, folder, meetings]
  }

  #device() {
    return new Device(this.#url, this.#folder)
  }

  /** That many devices write one meeting each, without a line. */
  async write({ count, first }) {
    this.#crowd = Array.from({ length: count }, () => this.#device())
    const handles = this.#crowd.map((device, place) => device.write(this.#meetings.full[first + place]))
    await Promise.all(this.#crowd.map(device => device.repo.flush()))
    return handles.map(handle => handle.documentId)
  }

  /** All of them come on line and push until each is acknowledged. */
  async push() {
    await Promise.all(
      this.#crowd.map(device => {
        const acknowledged = device.expect(device.handles.keys())
        device.connect()
        return acknowledged
      }),
    )
  }

  async leave() {
    this.#crowd.forEach(device => device.disconnect())
    this.#crowd = []
    this.#known?.disconnect()
    this.#known = null
  }

  /** A new device fetches these documents and stays on line. */
  async fetch({ ids }) {
    const device = (this.#known = this.#device())
    await device.connect()
    let held = 0
    await pooled(ids, AT_ONCE, async id => {
      const handle = device.hold(await device.repo.find(`automerge:${id}`))
      if (handle.doc().roll !== undefined) held++
    })
    return held
  }

  async drop() {
    // Sync states are stored a moment after they change; a device that lives on has them in memory anyway.
    await this.#known.repo.flush()
    this.#known.disconnect()
  }

  /** The known device comes back. A server that finds nothing to say stays silent, so silence is the only end there is. */
  async reconnect() {
    const begun = performance.now()
    this.#known.connect()
    return { ms: (await this.#known.silence()) - begun }
  }

  /** One sentence into each of so many known documents, over the open line. */
  async edit({ count, round }) {
    const device = this.#known
    const handles = [...device.handles.values()].slice(0, count)
    const settled = device.expect(handles.map(handle => handle.documentId))
    handles.forEach((handle, place) => {
      const sentence = this.#meetings.sentences[(round * count + place) % this.#meetings.sentences.length]
      handle.change(doc => A.splice(doc, ["minutes"], 0, 0, sentence))
    })
    await settled
  }

  /** One device with an open line writes small meetings and pushes them one after another; milliseconds of each. */
  async add({ count, first }) {
    const device = (this.#known ??= this.#device())
    if (!device.adapter.socket) {
      await device.connect()
    }
    const took = []
    for (let number = first; number < first + count; number++) {
      const saved = written(this.#small(number))
      const begun = performance.now()
      const handle = device.hold(device.repo.import(saved))
      await device.expect([handle.documentId])
      took.push(performance.now() - begun)
    }
    return took
  }

  #small(number) {
    return this.#meetings.small[number % this.#meetings.small.length]
  }

  /** Whether a new device finds this document with its minutes. */
  async check({ id }) {
    const device = this.#device()
    await device.connect()
    try {
      const handle = await device.repo.find(`automerge:${id}`)
      return handle.doc().minutes?.length > 0
    } catch {
      return false
    } finally {
      device.disconnect()
    }
  }

  /** Writes documents into the folder of a server that is not running, as that server would; stops at the deadline. */
  async seed({ folder, kind, count, first, seconds }) {
    const notes = this.#meetings[kind]
    this.packed ??= {}
    const packed = (this.packed[kind] ??= new Map())
    const [ids, end] = [[], performance.now() + seconds * 1000]
    let number = first
    for (; number < first + count && performance.now() < end; number++) {
      const place = number % notes.length
      if (!packed.has(place)) packed.set(place, written(notes[place]))
      const bytes = packed.get(place)
      const { documentId } = parseAutomergeUrl(generateAutomergeUrl())
      const name = createHash("sha256").update(bytes).digest("hex")
      const path = join(folder, documentId.slice(0, 2), documentId.slice(2), "snapshot", name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, bytes)
      if (ids.length < 1000) ids.push(documentId)
    }
    return { ids, count: number - first }
  }
}
