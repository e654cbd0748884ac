// When the engine is asked anew after news, so that what is typed or tapped next does not wait behind the asking.

const PAUSE_MS = 400;
const LONGEST_MS = 3_000;

// Runs something after it is called for: at once after a quiet time, else when nothing more has come for a pause, and after
// a while in any case. The last call is never missed.
export class Pace {
  #asleep: ReturnType<typeof setTimeout> | undefined;
  #ran = Number.NEGATIVE_INFINITY;

  constructor(private readonly run: () => void) {}

  soon(): void {
    const now = Date.now();
    const isQuiet = this.#asleep === undefined && now - this.#ran >= PAUSE_MS;
    clearTimeout(this.#asleep);
    if (isQuiet) {
      this.#go();
      return;
    }
    const due = Math.min(now + PAUSE_MS, this.#ran + LONGEST_MS);
    this.#asleep = setTimeout(() => this.#go(), Math.max(0, due - now));
  }

  stop(): void {
    clearTimeout(this.#asleep);
    this.#asleep = undefined;
  }

  #go(): void {
    this.#asleep = undefined;
    this.#ran = Date.now();
    this.run();
  }
}
