// The figures of a vote that are typed and not written yet: each is written alone, one after the other, and nothing else
// with it. What nobody touched is as the record has it.

import type { Conflict, Vote } from "../engine/types";
import { figure, type Figure, leafOf, recordedOf } from "./pad";

export type Typed = Partial<Record<Figure, string>>;

// What a field of the page shows.
export type Shown = { text: string; isDisputed: boolean };

// Of a figure that people wrote apart every value is shown, and none can be typed over them.
export function fieldOf(vote: Vote, typed: Typed, disputes: readonly Conflict[], figure: Figure): Shown {
  const dispute = disputes.find((one) => one.key === leafOf(vote, figure));
  if (dispute) return { text: dispute.values.map((one) => one.value).join(" / "), isDisputed: true };
  return { text: typed[figure] ?? recordedOf(vote, figure), isDisputed: false };
}

export class Figures {
  readonly #typed = new Map<Figure, string>();
  // What was refused as it stands waits until somebody types again.
  readonly #refused = new Set<Figure>();
  #isWriting = false;

  constructor(
    private readonly write: (figure: Figure, value: number | null) => Promise<void>,
    private readonly onChange: (typed: Typed) => void,
    private readonly onRefused: (why: unknown) => void,
  ) {}

  type(typed: Typed): void {
    for (const [one, text] of Object.entries(typed) as [Figure, string][]) this.#typed.set(one, text);
    this.#refused.clear();
    this.#tell();
    void this.#writeAll();
  }

  // Gives up what was typed into a figure: others wrote it apart, and it has to be decided instead.
  drop(figure: Figure): void {
    if (this.#typed.delete(figure)) this.#tell();
  }

  async #writeAll(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    for (let one = this.#next(); one !== undefined; one = this.#next()) await this.#writeOne(one);
    this.#isWriting = false;
  }

  #next(): Figure | undefined {
    return [...this.#typed.keys()].find((one) => !this.#refused.has(one));
  }

  async #writeOne(one: Figure): Promise<void> {
    const text = this.#typed.get(one) ?? "";
    try {
      await this.write(one, figure(text));
      // Another digit may have come meanwhile; it is written next.
      if (this.#typed.get(one) === text) this.#typed.delete(one);
    } catch (why) {
      if (this.#typed.get(one) === text) this.#refused.add(one);
      this.onRefused(why);
    }
    this.#tell();
  }

  #tell(): void {
    this.onChange(Object.fromEntries(this.#typed));
  }
}
