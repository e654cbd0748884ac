// What the first screen will ask, answered together with the opening of the book: so it is drawn once, with its answer, and not
// first without.

import type { Today } from "../engine/types";

export class Ahead {
  #due: { day: string; value: Today | null } | null = null;

  put(day: string, value: Today | null): void {
    this.#due = { day, value };
  }

  // The answer about a day, if it is there and nothing has changed since.
  of(day: string): Today | null {
    return this.#due?.day === day ? this.#due.value : null;
  }

  drop(): void {
    this.#due = null;
  }
}
