// Devices of a PouchDB server: one LevelDB each and one-shot replication over kept HTTP connections.
//
// Acknowledged means: the replication is complete, the server answered 201 to every document and to the checkpoint.
import { randomUUID, createHash } from "node:crypto"
import { mkdtempSync } from "node:fs"
import { Agent } from "node:http"
import { join } from "node:path"
import PouchDB from "pouchdb"

const DATABASE = "meetings"

const put = (doc, note) => {
  if (note.head) Object.assign(doc, note.head, { roll: {}, items: [], votes: [], minutes: "" })
  if (note.roll) for (const { id, ...mark } of note.roll) doc.roll[id] = mark
  if (note.item) doc.items.push({ ...note.item, sayings: [] })
  if (note.saying) {
    const { item, ...rest } = note.saying
    doc.items[item].sayings.push(rest)
  }
  if (note.vote) doc.votes.push(note.vote)
  if (note.minutes) doc.minutes += note.minutes
  return doc
}

const full = notes => notes.reduce(put, {})

class Device {
  constructor(url, folder) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 6 })
    const fetch = (to, options) => PouchDB.fetch(to, { ...options, agent: this.agent })
    this.local = new PouchDB(join(mkdtempSync(join(folder, "device-")), "db"))
    this.remote = new PouchDB(`${url}/${DATABASE}`, { fetch, skip_setup: true })
  }

  async push() {
    const { docs_written } = await this.local.replicate.to(this.remote)
    return docs_written
  }

  drop() {
    this.agent.destroy()
  }

  async leave() {
    this.drop()
    await this.local.close()
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

  /** Makes the database, as an administrator does once. */
  async begin() {
    await new PouchDB(`${this.#url}/${DATABASE}`).info()
  }

  async write({ count, first }) {
    const ids = []
    for (let place = 0; place < count; place++) {
      const device = this.#device()
      const [_id, doc] = [randomUUID(), {}]
      for (const note of this.#meetings.full[first + place]) {
        put(doc, note)
        doc._rev = (await device.local.put({ ...doc, _id })).rev
      }
      this.#crowd.push(device)
      ids.push(_id)
    }
    return ids
  }

  async push() {
    await Promise.all(this.#crowd.map(device => device.push()))
  }

  async leave() {
    await Promise.all([...this.#crowd, ...(this.#known ? [this.#known] : [])].map(device => device.leave()))
    this.#crowd = []
    this.#known = null
  }

  /** The database holds more than these: only then are their names sent. */
  async fetch({ ids, among }) {
    const device = (this.#known = this.#device())
    const { docs_written } = await device.local.replicate.from(device.remote, among ? { doc_ids: ids } : {})
    return docs_written
  }

  async drop() {
    // Replication remembers how far it came in each direction; both have run once before the line is cut.
    await this.#known.local.sync(this.#known.remote)
    this.#known.drop()
  }

  async reconnect() {
    await this.#known.local.sync(this.#known.remote)
  }

  async edit({ count, round }) {
    const { rows } = await this.#known.local.allDocs({ include_docs: true, limit: count })
    const edited = rows.map(({ doc }, place) => {
      const sentence = this.#meetings.sentences[(round * count + place) % this.#meetings.sentences.length]
      return { ...doc, minutes: sentence + doc.minutes }
    })
    await this.#known.local.bulkDocs(edited)
    if ((await this.#known.push()) !== count) throw new Error("not every edit was pushed")
  }

  /** Small meetings put over the kept connection one by one, without a local copy: the cheapest way this server has. */
  async add({ count, first }) {
    const device = (this.#known ??= this.#device())
    const took = []
    for (let number = first; number < first + count; number++) {
      const doc = { _id: randomUUID(), ...full(this.#small(number)) }
      const begun = performance.now()
      await device.remote.put(doc)
      took.push(performance.now() - begun)
    }
    return took
  }

  #small(number) {
    return this.#meetings.small[number % this.#meetings.small.length]
  }

  async check({ id }) {
    const device = this.#device()
    try {
      return (await device.remote.get(id)).minutes.length > 0
    } catch {
      return false
    } finally {
      await device.leave()
    }
  }

  /** Documents with as many revisions as there are notes, as if they had been written and replicated. */
  async seed({ folder, kind, count, first, seconds }) {
    const notes = this.#meetings[kind]
    const local = new PouchDB(`${folder}/${DATABASE}`)
    const [ids, end] = [[], performance.now() + seconds * 1000]
    let number = first
    while (number < first + count && performance.now() < end) {
      const docs = []
      for (; docs.length < 500 && number < first + count; number++) {
        const [_id, place] = [randomUUID(), number % notes.length]
        const revisions = notes[place].map((_, at) => createHash("md5").update(`${_id}${at}`).digest("hex")).reverse()
        const start = revisions.length
        docs.push({ ...full(notes[place]), _id, _rev: `${start}-${revisions[0]}`, _revisions: { start, ids: revisions } })
        if (ids.length < 1000) ids.push(_id)
      }
      await local.bulkDocs(docs, { new_edits: false })
    }
    await local.close()
    return { ids, count: number - first }
  }
}
