// What the first screen will ask, asked together with the opening of the book: so it is drawn once, with its answer, and not
// first without.

import type { Today } from "../engine/types";

export class Ahead {
  #due: { day: string; value: Today | null } | null = null;

  // Done once the answer is there; one that fails is asked again by the screen, which says so.
  async ask(day: string, answer: Promise<Today>): Promise<void> {
    const due = { day, value: null as Today | null };
    this.#due = due;
    due.value = await answer.catch(() => null);
  }

  // The answer about a day, if it was asked and nothing has changed since; once.
  take(day: string): Today | null {
    const due = this.#due;
    this.drop();
    return due?.day === day ? due.value : null;
  }

  drop(): void {
    this.#due = null;
  }
}
