// Waiting for several things that happen by themselves.

/** A promise that is fulfilled once every name was crossed off. */
export class Checklist {
  #open
  #done
  #fail

  constructor(names) {
    this.#open = new Set(names)
    this.finished = new Promise((done, fail) => ([this.#done, this.#fail] = [done, fail]))
    if (this.#open.size === 0) this.#done()
  }

  cross(name) {
    if (this.#open.delete(name) && this.#open.size === 0) this.#done()
  }

  fail(error) {
    this.#fail(error)
  }
}

/** Runs `work` over all items, so many at a time. */
export async function pooled(items, width, work) {
  const queue = items.entries()
  const worker = async () => {
    for (const [place, item] of queue) await work(item, place)
  }
  await Promise.all(Array.from({ length: width }, worker))
}
