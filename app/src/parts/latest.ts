// What is kept again and again, the newest in place of the older: one at a time, and whatever came meanwhile after it.

export class Latest<T> {
  #next: { value: T } | null = null;
  #running: Promise<void> | null = null;

  constructor(
    private readonly keep: (value: T) => Promise<unknown>,
    private readonly onFailure: (why: unknown) => void,
  ) {}

  // What is not kept yet; what was refused goes with whatever is given next.
  get rest(): T | null {
    return this.#next?.value ?? null;
  }

  give(value: T): void {
    this.#next = { value };
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
  }

  // Done when nothing is under way any more, whatever came of it.
  settled(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  async #work(): Promise<void> {
    while (this.#next) {
      const going = this.#next;
      try {
        await this.keep(going.value);
      } catch (why) {
        this.onFailure(why);
        return;
      }
      if (this.#next === going) this.#next = null;
    }
    this.onFailure(null);
  }
}
