import { describe, expect, it } from "vitest";
import { inserted, type Session, spliceOf, Typing } from "./typing";

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

class Paper implements Session {
  splices: string[] = [];
  #release: (() => void)[] = [];
  isFailing = false;
  constructor(public now = "") {}
  text = () => Promise.resolve(this.now);
  is_behind = () => Promise.resolve(false);
  refresh = (caret: number) => Promise.resolve({ text: this.now, caret });
  finish = () => Promise.resolve();
  splice = async (at: number, remove: number, insert: string) => {
    await new Promise<void>((resolve) => this.#release.push(resolve));
    if (this.isFailing) throw new Error("full");
    this.now = this.now.slice(0, at) + insert + this.now.slice(at + remove);
    this.splices.push(insert);
    return false;
  };
  async answer(): Promise<void> {
    this.#release.shift()?.();
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    await Promise.resolve();
  }
}

describe("Typing", () => {
  it("what is typed while the engine writes goes with the next splice", async () => {
    const paper = new Paper();
    const typing = new Typing(paper, "", () => undefined);
    const done = typing.type("H", 1);
    void typing.type("Họ", 2);
    void typing.type("Họp", 3);
    await paper.answer();
    await paper.answer();
    await done;
    expect(paper.now).toBe("Họp");
    expect(paper.splices).toEqual(["H", "ọp"]);
  });

  it("what the engine did not take goes with the next letter", async () => {
    const paper = new Paper();
    const typing = new Typing(paper, "", () => undefined);
    paper.isFailing = true;
    const failed = typing.type("a", 1);
    await paper.answer();
    await expect(failed).rejects.toThrow("full");
    paper.isFailing = false;
    const done = typing.type("ab", 2);
    await paper.answer();
    await done;
    expect(paper.now).toBe("ab");
  });
});
