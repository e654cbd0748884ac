// The devices of one peer, driven by lines of JSON: {"do": name, ...} in, {"ok": answer} or {"error": text} out.
// Usage: node client.mjs <automerge|yjs|pouchdb> <url> <folder for the devices> <meetings.json>
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"

const [, , kind, url, folder, meetings] = process.argv
const { Devices } = await import(`./clients/${kind}.mjs`)
const devices = new Devices(url, folder, JSON.parse(readFileSync(meetings, "utf8")))

const tell = answer => process.stdout.write(JSON.stringify(answer) + "\n")

tell({ ok: "ready" })
for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...given } = JSON.parse(line)
  try {
    const answer = await devices[name](given)
    tell({ ok: answer ?? null })
  } catch (error) {
    tell({ error: String(error?.message ?? error) })
  }
}
process.exit(0)
