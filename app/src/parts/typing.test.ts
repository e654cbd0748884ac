import { describe, expect, it } from "vitest";
import { inserted, type Session, spliceOf, Typing, type Unbrought } from "./typing";

function applied(before: string, after: string, caret?: number): string {
  const splice = spliceOf(before, after, caret);
  if (!splice) return before;
  return before.slice(0, splice.at) + splice.insert + before.slice(splice.at + splice.remove);
}

describe("spliceOf", () => {
  it("a letter among its like is put where the caret says", () => {
    expect(spliceOf("aaa", "aaaa", 1)).toEqual({ at: 0, remove: 0, insert: "a" });
    expect(spliceOf("aaa", "aaaa", 4)).toEqual({ at: 3, remove: 0, insert: "a" });
  });

  it("nothing typed is no splice", () => {
    expect(spliceOf("Họp", "Họp", 1)).toBeNull();
  });

  it("a mark that a keyboard puts on later replaces the one letter", () => {
    expect(spliceOf("tieng viet", "tiêng viet", 3)).toEqual({ at: 2, remove: 1, insert: "ê" });
  });

  it("whatever became of a field, the splice makes the one of the other", () => {
    const texts = ["", "a", "aa", "aba", "Chi bộ họp.", "Chi bộ ấp họp.", "😀", "😀😁", "a😁b", "\n\n"];
    for (const before of texts) {
      for (const after of texts) {
        for (let caret = 0; caret <= after.length; caret += 1) expect(applied(before, after, caret)).toBe(after);
      }
    }
  });

  it("no splice cuts a character in two", () => {
    // Both begin with the same high unit.
    expect(spliceOf("😀", "😁", 2)).toEqual({ at: 0, remove: 2, insert: "😁" });
    // Both end with the same low unit.
    expect(spliceOf("\u{1f600}", "\u{1fa00}", 0)?.remove).toBe(2);
  });
});

describe("inserted", () => {
  it("a passage stands on lines of its own and the caret behind it", () => {
    expect(inserted("Một. Hai.", 4, "Mới")).toEqual({ text: "Một.\nMới\n Hai.", caret: 8 });
    expect(inserted("", 0, "Mới")).toEqual({ text: "Mới", caret: 3 });
    expect(inserted("Một.\n", 5, "Mới")).toEqual({ text: "Một.\nMới", caret: 8 });
  });
});

// The engine of a test: a record whose letters others write at as well, and a worker that answers when it is told to.
class Book implements Session {
  // Letters in the order of the record, those that are gone among them; `isSeen` ones stand in this session.
  #letters: { letter: string; isGone: boolean; isSeen: boolean }[] = [];
  #calls: { run: () => unknown; resolve: (value: unknown) => void; reject: (why: Error) => void }[] = [];
  calls = 0;

  constructor(text = "") {
    this.#letters = Array.from(text).map((letter) => ({ letter, isGone: false, isSeen: true }));
  }

  get record(): string {
    return this.#letters.filter(({ isGone }) => !isGone).map(({ letter }) => letter).join("");
  }

  get shown(): string {
    return this.#letters.filter(({ isSeen }) => isSeen).map(({ letter }) => letter).join("");
  }

  text = () => this.#later(() => this.shown);
  is_behind = () => Promise.resolve(this.record !== this.shown);
  finish = () => this.#later(() => undefined);
  refresh = (caret: number) =>
    this.#later(() => {
      const before = this.#letters.filter(({ isSeen }) => isSeen)[caret - 1];
      for (const letter of this.#letters) letter.isSeen = !letter.isGone;
      const upTo = before ? this.#letters.indexOf(before) + 1 : 0;
      return { text: this.record, caret: this.#letters.slice(0, upTo).filter(({ isSeen }) => isSeen).length };
    });
  splice = (at: number, remove: number, insert: string) =>
    this.#later(() => {
      const seen = this.#letters.filter(({ isSeen }) => isSeen);
      if (at + remove > seen.length) throw new Error("beyond the end");
      for (const letter of seen.slice(at, at + remove)) Object.assign(letter, { isGone: true, isSeen: false });
      const before = seen[at - 1];
      const place = before ? this.#letters.indexOf(before) + 1 : 0;
      this.#letters.splice(place, 0, ...Array.from(insert, (letter) => ({ letter, isGone: false, isSeen: true })));
      return this.record !== this.shown;
    });

  // Somebody else writes into the record, or takes a letter out of it.
  others(at: number, letter: string): void {
    const here = this.#letters.filter(({ isGone }) => !isGone)[at - 1];
    this.#letters.splice(here ? this.#letters.indexOf(here) + 1 : 0, 0, { letter, isGone: false, isSeen: false });
  }

  othersRemove(at: number): string {
    const here = this.#letters.filter(({ isGone }) => !isGone)[at];
    if (here) here.isGone = true;
    return here?.letter ?? "";
  }

  get isWaiting(): boolean {
    return this.#calls.length > 0;
  }

  // The worker does the oldest call and answers it.
  async answer(): Promise<void> {
    const call = this.#calls.shift();
    call?.resolve(call.run());
    await turns();
  }

  // The oldest call is refused, and changed nothing.
  async refuse(why = "full"): Promise<void> {
    this.#calls.shift()?.reject(new Error(why));
    await turns();
  }

  // The worker goes: of the oldest call nobody knows whether it was done, and no later one is.
  async die(isDone: boolean): Promise<void> {
    const [first] = this.#calls;
    if (isDone) first?.run();
    this.#later = () => Promise.reject(new Error("gone"));
    for (const { reject } of this.#calls.splice(0)) reject(new Error("gone"));
    await turns();
  }

  async drain(): Promise<void> {
    await turns();
    while (this.isWaiting) await this.answer();
  }

  #later = <T>(run: () => T): Promise<T> => {
    this.calls += 1;
    return new Promise<T>((resolve, reject) => this.#calls.push({ run, resolve: resolve as (value: unknown) => void, reject }));
  };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

// A field as the page has it, over a book.
class Sheet {
  value = "";
  caret = 0;
  failure: unknown = null;
  isBehind = false;
  readonly typing: Typing;
  constructor(
    readonly book: Book,
    { begins = false, left = null }: { begins?: boolean; left?: Unbrought | null } = {},
    open: (typed: string) => Promise<Session> = () => Promise.resolve(book),
  ) {
    const show = (text: string, caret: number) => {
      this.value = text;
      this.caret = caret;
    };
    const onFailure = (why: unknown) => (this.failure = why);
    const onBehind = (isBehind: boolean) => (this.isBehind = isBehind);
    this.typing = new Typing({ begins, open, isLost: (why) => String(why).includes("gone"), show, onReady: () => undefined, onBehind, onFailure }, left);
    this.typing.sit();
  }

  static async at(text: string): Promise<Sheet> {
    const sheet = new Sheet(new Book(text));
    await sheet.book.drain();
    return sheet;
  }

  type(letters: string, at = this.value.length, remove = 0): void {
    this.value = this.value.slice(0, at) + letters + this.value.slice(at + remove);
    this.caret = at + letters.length;
    this.typing.type(this.value, this.caret);
  }
}

describe("Typing", () => {
  it("what is typed while the engine writes goes with the next splice", async () => {
    const sheet = await Sheet.at("");
    for (const letter of ["H", "ọ", "p"]) sheet.type(letter);
    const before = sheet.book.calls;
    await sheet.book.drain();
    expect(sheet.book.record).toBe("Họp");
    expect(sheet.book.calls).toBe(before + 1);
  });

  it("what the engine refused goes with the next letter, and what was taken out again never", async () => {
    const sheet = await Sheet.at("a");
    sheet.type("MẬT");
    await sheet.book.refuse("classified");
    expect(sheet.failure).toEqual(new Error("classified"));
    sheet.type("x", 0);
    await sheet.book.refuse("classified");
    sheet.type("", 2, 3);
    await sheet.book.drain();
    expect(sheet.failure).toBeNull();
    expect([sheet.book.record, sheet.value]).toEqual(["xa", "xa"]);
  });

  it("others' text is taken in under letters that are typed while it comes", async () => {
    const sheet = await Sheet.at("Đồng chí ");
    for (const letter of Array.from("Thư ký: ").reverse()) sheet.book.others(0, letter);
    sheet.typing.takeIn(sheet.caret);
    sheet.type("Sen");
    sheet.type(".");
    await sheet.book.drain();
    expect(sheet.value).toBe("Thư ký: Đồng chí Sen.");
    expect(sheet.book.record).toBe(sheet.value);
    expect(sheet.caret).toBe(sheet.value.length);
  });

  it("others' text waits while what is typed is refused, and replaces nothing", async () => {
    const sheet = await Sheet.at("a");
    sheet.book.others(0, "z");
    sheet.type("b");
    sheet.typing.takeIn(2);
    await sheet.book.refuse();
    expect([sheet.value, sheet.failure]).toEqual(["ab", new Error("full")]);
    await sheet.typing.hear();
    await sheet.book.drain();
    expect([sheet.value, sheet.book.record]).toEqual(["ab", "zab"]);
    sheet.typing.takeIn(2);
    await sheet.book.drain();
    expect(sheet.value).toBe("zab");
  });

  it("a field that goes tries once more, and gives back what could not be brought", async () => {
    const sheet = await Sheet.at("a");
    sheet.type("b");
    await sheet.book.refuse();
    const brought = sheet.typing.finish();
    await sheet.book.drain();
    expect([await brought, sheet.book.record]).toEqual([null, "ab"]);

    const other = await Sheet.at("a");
    other.type("b");
    await other.book.refuse();
    const left = other.typing.finish();
    await turns();
    await other.book.refuse();
    await other.book.drain();
    expect(await left).toEqual({ base: "a", sent: null, text: "ab" });
  });

  it("of an engine that dies the letters on their way are put into the next sitting once, whether they came or not", async () => {
    for (const isDone of [true, false]) {
      const sheet = await Sheet.at("Họp ");
      sheet.type("chi ");
      sheet.type("bộ");
      await sheet.book.die(isDone);
      const left = await sheet.typing.finish();
      const again = new Sheet(new Book(sheet.book.record), { left });
      await again.book.drain();
      expect([again.value, again.book.record]).toEqual(["Họp chi bộ", "Họp chi bộ"]);
    }
  });

  it("a text is begun once with the letters that are there, and goes on with those typed meanwhile", async () => {
    const book = new Book();
    const begun: string[] = [];
    const sheet = new Sheet(book, { begins: true }, (typed) => {
      begun.push(typed);
      if (begun.length === 1) return Promise.reject(new Error("full"));
      for (const letter of Array.from(typed).reverse()) book.others(0, letter);
      const opened = book.refresh(0).then(() => book);
      return opened;
    });
    await turns();
    expect(begun).toEqual([]);
    sheet.type("K");
    await turns();
    expect(sheet.failure).toEqual(new Error("full"));
    sheet.type("ế");
    sheet.type("t");
    await book.drain();
    expect(begun).toEqual(["K", "Kế"]);
    expect([sheet.value, book.record]).toEqual(["Kết", "Kết"]);
  });
});

// A number drawn from a seed, below a bound.
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// Every letter is one of its kind, so that a lost, doubled or misplaced one is seen.
class Reference {
  #next = 0x4e00;
  readonly written: string[] = [];
  readonly gone = new Set<string>();
  // Of two letters the first stood before the second when one of them was written.
  readonly order: [string, string][] = [];

  letter(): string {
    this.#next += 1;
    return String.fromCharCode(this.#next);
  }

  wrote(text: string, at: number, letters: string): void {
    this.written.push(...Array.from(letters));
    const [before, after] = [text[at - 1], text[at]];
    if (before) this.order.push([before, letters[0] ?? ""]);
    if (after) this.order.push([letters.at(-1) ?? "", after]);
    Array.from(letters).forEach((letter, index) => index > 0 && this.order.push([letters[index - 1] ?? "", letter]));
  }

  check(text: string, seed: number): void {
    const expected = this.written.filter((letter) => !this.gone.has(letter));
    expect(Array.from(text).sort(), `letters of ${seed}`).toEqual(expected.sort());
    for (const [before, after] of this.order) {
      if (this.gone.has(before) || this.gone.has(after)) continue;
      expect(text.indexOf(before), `order of ${seed}`).toBeLessThan(text.indexOf(after));
    }
  }
}

async function act(sheet: Sheet, reference: Reference, chance: (below: number) => number): Promise<void> {
  const { book } = sheet;
  switch (chance(9)) {
    case 0:
    case 1:
    case 2: {
      const letters = reference.letter() + (chance(3) === 0 ? reference.letter() : "");
      const at = chance(2) === 0 ? sheet.caret : chance(sheet.value.length + 1);
      reference.wrote(sheet.value, at, letters);
      sheet.type(letters, at);
      break;
    }
    case 3: {
      const at = chance(sheet.value.length + 1);
      const removed = sheet.value.slice(at, at + 1 + chance(2));
      for (const letter of removed) reference.gone.add(letter);
      sheet.type("", at, removed.length);
      break;
    }
    case 4: {
      const at = chance(book.record.length + 1);
      const letter = reference.letter();
      reference.wrote(book.record, at, letter);
      book.others(at, letter);
      break;
    }
    case 5:
      reference.gone.add(book.othersRemove(chance(book.record.length + 1)));
      break;
    case 6:
      sheet.typing.takeIn(sheet.caret);
      break;
    case 7:
      if (book.isWaiting) await book.refuse();
      break;
    default:
      await turns();
      if (book.isWaiting) await book.answer();
  }
}

// Those that found a fault, and more.
const SEEDS = [6, 975, 2982, 3350, ...Array.from({ length: 200 }, (_, index) => 10_001 + index)];

describe("any interleaving of typing, taking in, refusals and late answers", () => {
  it("loses, doubles and misplaces no letter, and ends with the field and the record alike", async () => {
    for (const seed of SEEDS) {
      const chance = chances(seed);
      const reference = new Reference();
      const first = Array.from({ length: chance(8) }, () => reference.letter()).join("");
      if (first !== "") reference.wrote("", 0, first);
      const sheet = await Sheet.at(first);
      for (let step = 0; step < 60; step += 1) await act(sheet, reference, chance);
      await sheet.typing.hear();
      await sheet.book.drain();
      sheet.typing.takeIn(sheet.caret);
      await sheet.book.drain();
      expect(sheet.value, `field of ${seed}`).toBe(sheet.book.record);
      reference.check(sheet.value, seed);
    }
  });

  it("ends so as well where the engine dies half-way and the next sitting is given what was left", async () => {
    for (const seed of SEEDS) {
      const chance = chances(seed);
      const reference = new Reference();
      let sheet = await Sheet.at("");
      for (let step = 0; step < 40; step += 1) await act(sheet, reference, chance);
      await turns();
      await sheet.book.die(chance(2) === 0);
      const left = await sheet.typing.finish();
      sheet = new Sheet(new Book(sheet.book.record), { left });
      await sheet.book.drain();
      expect(sheet.value, `field of ${seed}`).toBe(sheet.book.record);
      reference.check(sheet.value, seed);
    }
  });
});
