// The figures of one vote while somebody counts: each is written by itself, in the order they were touched, and only those
// that were. What others wrote shows in every figure that nobody touches here.

import type { Vote } from "../engine/types";
import { type Figure, figure, typedOf } from "./pad";

export type Typed = Partial<Record<Figure, string>>;

// What is shown: what is still on its way over what is recorded.
export function shownOf(vote: Vote, touched: Typed, of: Figure): string {
  return touched[of] ?? typedOf(vote, of);
}

type Told = {
  // Figures that were touched and are not written yet, or could not be.
  touched: (now: Typed) => void;
  written: (vote: Vote) => void;
  failed: (why: unknown) => void;
};

export class Counting {
  readonly #write: (of: Figure, counted: number | null) => Promise<Vote | undefined>;
  readonly #told: Told;
  #touched: Typed = {};
  readonly #wanted = new Set<Figure>();
  #isBusy = false;

  constructor(write: (of: Figure, counted: number | null) => Promise<Vote | undefined>, told: Told) {
    this.#write = write;
    this.#told = told;
  }

  put(of: Figure, typed: string): void {
    this.#touched = { ...this.#touched, [of]: typed };
    this.#wanted.add(of);
    this.#told.touched(this.#touched);
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (const of of this.#wanted) {
      // A figure that is touched again meanwhile is written again.
      this.#wanted.delete(of);
      const typed = this.#touched[of] ?? "";
      try {
        const vote = await this.#write(of, figure(typed));
        if (this.#touched[of] === typed) {
          this.#touched = Object.fromEntries(Object.entries(this.#touched).filter(([one]) => one !== of));
        }
        if (vote) this.#told.written(vote);
        this.#told.touched(this.#touched);
      } catch (why) {
        // It stays on the screen as it was typed, beside the reason.
        this.#told.failed(why);
      }
    }
    this.#isBusy = false;
  }
}
