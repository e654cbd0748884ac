// Devices of a hocuspocus server: one socket each, one provider per document on it, no presence.
//
// Acknowledged means: the provider has no unsynced changes left, that is, the server said "applied" to each of them.
import { randomUUID } from "node:crypto"
import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider"
import { WebSocket } from "ws"
import * as Y from "yjs"
import { SCHEMA, STORE } from "../servers/table.mjs"
import { Checklist, pooled } from "./promises.mjs"

/** Documents asked for at once; the server refuses more than its own bound on one socket. */
const AT_ONCE = 50

const put = (doc, note) => {
  const root = doc.getMap("meeting")
  if (note.head) {
    for (const [key, value] of Object.entries(note.head)) root.set(key, value)
    root.set("roll", new Y.Map())
    for (const list of ["items", "votes"]) root.set(list, new Y.Array())
    root.set("minutes", new Y.Text())
  }
  if (note.roll) for (const { id, ...mark } of note.roll) root.get("roll").set(id, new Y.Map(Object.entries(mark)))
  if (note.item) root.get("items").push([new Y.Map([...Object.entries(note.item), ["sayings", new Y.Array()]])])
  if (note.saying) {
    const { item, text, ...rest } = note.saying
    const saying = new Y.Map([...Object.entries(rest), ["text", new Y.Text(text)]])
    root.get("items").get(item).get("sayings").push([saying])
  }
  if (note.vote) root.get("votes").push([new Y.Map(Object.entries(note.vote))])
  if (note.minutes) root.get("minutes").insert(root.get("minutes").length, note.minutes)
}

const write = notes => {
  const doc = new Y.Doc()
  notes.forEach(note => doc.transact(() => put(doc, note)))
  return doc
}
const minutes = doc => doc.getMap("meeting").get("minutes")

class Device {
  constructor(url) {
    this.socket = new HocuspocusProviderWebsocket({ url, autoConnect: false, WebSocketPolyfill: WebSocket })
    this.providers = new Map()
  }

  /** Opens the line. The socket counts itself as connected only after a first document's first answer, so nobody waits here. */
  connect() {
    void this.socket.connect()
  }

  /** Attaches a document; fulfilled once both sides have what the other had and the server said so. */
  async attach(name, document = new Y.Doc()) {
    const provider = new HocuspocusProvider({ name, document, websocketProvider: this.socket, awareness: null })
    this.providers.set(name, provider)
    provider.attach()
    await this.settled([name])
    return provider
  }

  /** Fulfilled once these documents are in sync and have nothing unsent. */
  settled(names) {
    const checklist = new Checklist(names)
    for (const name of names) {
      const provider = this.providers.get(name)
      const look = () => {
        if (!provider.isSynced || provider.hasUnsyncedChanges) return
        provider.off("synced", look).off("unsyncedChanges", look)
        checklist.cross(name)
      }
      provider.on("synced", look).on("unsyncedChanges", look)
      look()
    }
    return checklist.finished
  }

  leave() {
    this.providers.forEach(provider => provider.destroy())
    this.socket.destroy()
  }
}

export class Devices {
  #url
  #meetings
  #crowd = []
  #known = null

  constructor(url, _folder, meetings) {
    ;[this.#url, this.#meetings] = [url, meetings]
  }

  async write({ count, first }) {
    this.#crowd = Array.from({ length: count }, (_, place) => ({
      device: new Device(this.#url),
      name: randomUUID(),
      doc: write(this.#meetings.full[first + place]),
    }))
    return this.#crowd.map(({ name }) => name)
  }

  async push() {
    await Promise.all(
      this.#crowd.map(async ({ device, name, doc }) => {
        device.connect()
        await device.attach(name, doc)
      }),
    )
  }

  async leave() {
    this.#crowd.forEach(({ device }) => device.leave())
    this.#crowd = []
    this.#known?.leave()
    this.#known = null
  }

  async fetch({ ids }) {
    const device = (this.#known = new Device(this.#url))
    device.connect()
    let held = 0
    await pooled(ids, AT_ONCE, async id => {
      const { document } = await device.attach(id)
      if (document.getMap("meeting").get("roll") !== undefined) held++
    })
    return held
  }

  async drop() {
    this.#known.socket.disconnect()
    const names = [...this.#known.providers.values()]
    while (names.some(provider => provider.isSynced)) await new Promise(setImmediate)
  }

  async reconnect() {
    const device = this.#known
    device.connect()
    await device.settled([...device.providers.keys()])
  }

  async edit({ count, round }) {
    const device = this.#known
    const names = [...device.providers.keys()].slice(0, count)
    names.forEach((name, place) => {
      const sentence = this.#meetings.sentences[(round * count + place) % this.#meetings.sentences.length]
      minutes(device.providers.get(name).document).insert(0, sentence)
    })
    await device.settled(names)
  }

  async add({ count, first }) {
    if (!this.#known) {
      this.#known = new Device(this.#url)
      this.#known.connect()
    }
    const took = []
    for (let number = first; number < first + count; number++) {
      const doc = write(this.#small(number))
      const begun = performance.now()
      await this.#known.attach(randomUUID(), doc)
      took.push(performance.now() - begun)
    }
    return took
  }

  #small(number) {
    return this.#meetings.small[number % this.#meetings.small.length]
  }

  async check({ id }) {
    const device = new Device(this.#url)
    device.connect()
    const { document } = await device.attach(id)
    const found = minutes(document)?.length > 0
    device.leave()
    return found
  }

  async seed({ folder, kind, count, first, seconds }) {
    const notes = this.#meetings[kind]
    this.packed ??= {}
    const packed = (this.packed[kind] ??= new Map())
    const database = new DatabaseSync(join(folder, "documents.db"))
    database.exec(SCHEMA)
    const store = database.prepare(STORE)
    const [ids, end] = [[], performance.now() + seconds * 1000]
    let number = first
    database.exec("BEGIN")
    for (; number < first + count && performance.now() < end; number++) {
      const place = number % notes.length
      if (!packed.has(place)) packed.set(place, Y.encodeStateAsUpdate(write(notes[place])))
      const id = randomUUID()
      store.run(id, packed.get(place))
      if (ids.length < 1000) ids.push(id)
    }
    database.exec("COMMIT")
    database.close()
    return { ids, count: number - first }
  }
}
