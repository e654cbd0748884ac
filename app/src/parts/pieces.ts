// A field's text as what it is made of: stretches of the text it began as, and what was typed between them.
//
// It knows at all times by which splices the one becomes the other, and can be put upon another text that others made of
// the same beginning: what was typed is never lost then, what others wrote is never taken away, and both keep their order.

import { survivors } from "./survivors";
import { woven } from "./woven";

export type Splice = { at: number; remove: number; insert: string };

// A text and where the caret stands in it.
export type Moment = { text: string; caret: number };

// A stretch of the beginning, or what was typed.
export type Piece = { from: number; to: number } | { typed: string };

export class Pieces {
  private constructor(
    readonly base: string,
    private readonly pieces: readonly Piece[],
  ) {}

  static of(base: string): Pieces {
    return new Pieces(base, joined([{ from: 0, to: base.length }]));
  }

  // What became of `base` while nobody looked.
  static between(base: string, text: string): Pieces {
    const all = [...survivors(base, text).entries()].filter(([, at]) => at >= 0);
    const pieces: Piece[] = [];
    let next = 0;
    for (const [from, at] of all) {
      pieces.push({ typed: text.slice(next, at) }, { from, to: from + 1 });
      next = at + 1;
    }
    return new Pieces(base, joined([...pieces, { typed: text.slice(next) }]));
  }

  get text(): string {
    return this.pieces.map((piece) => this.#words(piece)).join("");
  }

  // With one more splice, of the text as it is now.
  spliced({ at, remove, insert }: Splice): Pieces {
    const behind = this.#cut(at + remove, Infinity);
    return new Pieces(this.base, joined([...this.#cut(0, at), { typed: insert }, ...behind]));
  }

  // The first of the splices that make the text of its beginning.
  first(): Splice | null {
    let next = 0;
    let insert = "";
    for (const piece of [...this.pieces, { from: this.base.length, to: this.base.length }]) {
      if ("typed" in piece) insert += piece.typed;
      else if (insert !== "" || piece.from > next) return { at: next, remove: piece.from - next, insert };
      else next = piece.to;
    }
    return null;
  }

  // The same text, once its first splice was made at the beginning.
  begunAnew({ at, remove, insert }: Splice): Pieces {
    const grown = insert.length - remove;
    const pieces = this.pieces.flatMap((piece): Piece[] => {
      if ("typed" in piece) return [piece];
      return piece.from >= at + remove ? [{ from: piece.from + grown, to: piece.to + grown }] : [piece];
    });
    // Nothing was typed before the first splice.
    const typedAt = pieces.findIndex((piece) => "typed" in piece);
    if (insert !== "") pieces[typedAt] = { from: at, to: at + insert.length };
    return new Pieces(spliced(this.base, { at, remove, insert }), joined(pieces));
  }

  // The same text upon the beginning before that splice, which was not made after all.
  takenBack(before: string, { at, remove, insert }: Splice): Pieces {
    const end = at + insert.length;
    const pieces = this.pieces.flatMap((piece): Piece[] => {
      if ("typed" in piece) return [piece];
      const { from, to } = piece;
      const moved = (place: number) => place - insert.length + remove;
      return [
        { from, to: Math.min(to, at) },
        { typed: this.base.slice(Math.max(from, at), Math.max(Math.max(from, at), Math.min(to, end))) },
        { from: moved(Math.max(from, end)), to: moved(to) },
      ];
    });
    return new Pieces(before, joined(pieces));
  }

  // The same upon what others made of the beginning, in which the caret that stood at `caret` of it stands where `theirs`
  // says; and where the field's own caret stands then.
  upon(theirs: Moment, caret: number, own: number): { pieces: Pieces; caret: number } {
    const found = woven(this.base, this.pieces, { theirs, caret, own });
    return { pieces: new Pieces(theirs.text, joined(found.pieces)), caret: found.caret };
  }

  #words(piece: Piece): string {
    return "typed" in piece ? piece.typed : this.base.slice(piece.from, piece.to);
  }

  // The pieces of the text from one place to another.
  #cut(from: number, to: number): Piece[] {
    const cut: Piece[] = [];
    let at = 0;
    for (const piece of this.pieces) {
      const length = this.#words(piece).length;
      const [begin, end] = [Math.max(from - at, 0), Math.min(to - at, length)];
      if (begin < end) {
        cut.push("typed" in piece ? { typed: piece.typed.slice(begin, end) } : { from: piece.from + begin, to: piece.from + end });
      }
      at += length;
    }
    return cut;
  }
}

export function spliced(text: string, { at, remove, insert }: Splice): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

// Without what is empty, and what touches in one.
function joined(pieces: readonly Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if ("typed" in piece) {
      if (piece.typed === "") continue;
      if (last && "typed" in last) whole[whole.length - 1] = { typed: last.typed + piece.typed };
      else whole.push(piece);
    } else {
      if (piece.to <= piece.from) continue;
      if (last && !("typed" in last) && last.to === piece.from) whole[whole.length - 1] = { from: last.from, to: piece.to };
      else whole.push(piece);
    }
  }
  return whole;
}
