// What one person typed and what others wrote meanwhile, put together letter by letter: both began with the same text.

import type { Moment, Piece } from "./pieces";
import { survivors } from "./survivors";

// `theirs` with where the caret stands in it that stood at `caret` of the beginning; `own` is the caret of the field.
type Around = { theirs: Moment; caret: number; own: number };

export function woven(base: string, pieces: readonly Piece[], around: Around): { pieces: Piece[]; caret: number } {
  const weaver = new Weaver(base, around);
  let at = 0;
  let caret = 0;
  for (const piece of pieces) {
    const length = "typed" in piece ? piece.typed.length : piece.to - piece.from;
    const inside = around.own - at;
    const isHere = inside > 0 && inside <= length;
    if ("typed" in piece) {
      weaver.type(piece);
      if (isHere) caret = weaver.length - length + inside;
    } else {
      weaver.drop(piece.from);
      if (isHere) {
        weaver.keep(piece.from + inside);
        caret = weaver.length;
      }
      weaver.keep(piece.to);
    }
    at += length;
  }
  weaver.end();
  return { pieces: weaver.made, caret };
}

class Weaver {
  readonly made: Piece[] = [];
  length = 0;
  // Where the beginning's letters stand in theirs. The engine knows of the caret what comparing texts can only guess.
  readonly #places: number[];
  // How far theirs was taken, and how far the beginning was gone through.
  #taken = 0;
  #seen = 0;

  constructor(
    private readonly base: string,
    private readonly around: Around,
  ) {
    const { theirs, caret } = around;
    const behind = survivors(base.slice(caret), theirs.text.slice(theirs.caret));
    this.#places = [
      ...survivors(base.slice(0, caret), theirs.text.slice(0, theirs.caret)),
      ...behind.map((place) => (place < 0 ? -1 : place + theirs.caret)),
    ];
  }

  // What is typed here, behind what others wrote at the same place; at the caret, between what they wrote on either side.
  type(piece: { typed: string }): void {
    const { theirs, caret } = this.around;
    if (this.#seen === caret) this.#take(theirs.caret);
    else this.#take(this.#nextPlace());
    this.made.push(piece);
    this.length += piece.typed.length;
  }

  // The beginning up to there is still in the field: so is of it what others left.
  keep(to: number): void {
    this.#goTo(to, true);
  }

  // The beginning up to there was taken out of the field.
  drop(to: number): void {
    this.#goTo(to, false);
  }

  end(): void {
    this.drop(this.base.length);
    this.#take(this.around.theirs.text.length);
  }

  #goTo(to: number, isKept: boolean): void {
    for (; this.#seen < to; this.#seen += 1) {
      if (this.#seen === this.around.caret) this.#take(this.around.theirs.caret);
      const place = this.#places[this.#seen] ?? -1;
      if (place < 0) continue;
      this.#take(place);
      if (isKept) this.#take(place + 1);
      this.#taken = place + 1;
    }
  }

  #nextPlace(): number {
    const { theirs, caret } = this.around;
    const isAhead = this.#seen < caret;
    const near = this.#places.slice(this.#seen, isAhead ? caret : undefined).find((place) => place >= 0);
    return near ?? (isAhead ? theirs.caret : theirs.text.length);
  }

  #take(to: number): void {
    if (to <= this.#taken) return;
    this.made.push({ from: this.#taken, to });
    this.length += to - this.#taken;
    this.#taken = to;
  }
}
