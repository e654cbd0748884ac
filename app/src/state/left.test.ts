import { describe, expect, it } from "vitest";
import type { Field } from "../engine/types";
import { Latest } from "../parts/latest";
import type { Session } from "../parts/typing";
import { type Left, LeftLetters } from "./left";

const LEFT: Left = { profile: "p1", id: "m1", place: "minutes", begins: false, base: "Họp", sent: null, text: "Họp chi bộ" };

// A text of a record, opened as the engine opens one.
function text(now: string, refused: Error | null = null): { now: string; session: Session } {
  const held = { now, session: {} as Session };
  held.session = {
    text: () => Promise.resolve(held.now),
    splice: (at, remove, insert) => {
      if (refused) return Promise.reject(refused);
      held.now = held.now.slice(0, at) + insert + held.now.slice(at + remove);
      return Promise.resolve(false);
    },
    is_behind: () => Promise.resolve(false),
    refresh: (caret) => Promise.resolve({ text: held.now, caret }),
    finish: () => Promise.resolve(),
  };
  return held;
}

describe("letters that did not come into the book", () => {
  it("are brought once the person's book is open again, beside what others wrote, and only then", async () => {
    const left = new LeftLetters();
    left.put(LEFT);
    const minutes = text("Ngày 5: Họp");
    await left.bring("p2", () => Promise.resolve(minutes.session));
    expect(minutes.now).toBe("Ngày 5: Họp");
    await left.bring("p1", () => Promise.resolve(minutes.session));
    expect(minutes.now).toBe("Ngày 5: Họp chi bộ");
    expect(left.all.value).toEqual([]);
  });

  it("stay to be copied where the record refuses them or is gone, and what was not begun waits for its field", async () => {
    const left = new LeftLetters();
    const begun = { ...LEFT, place: "says/x", begins: true };
    left.put(LEFT);
    left.put(begun);
    const full = text("Họp", new Error("full"));
    await left.bring("p1", () => Promise.resolve(full.session));
    await left.bring("p1", () => Promise.reject(new Error("no such record")));
    expect(left.all.value).toEqual([LEFT, begun]);
    expect(left.take({ profile: "p1", id: "m1", place: "says/x", begins: true })).toEqual(begun);
    expect(left.take({ profile: "p2", id: "m1", place: "minutes", begins: false })).toBeNull();
    expect(left.all.value).toEqual([LEFT]);
  });

  it("of a form that an engine that went did not keep are the next sitting's", async () => {
    const left = new LeftLetters();
    const gone = new Latest<Field[]>(() => Promise.reject(new Error("gone")), () => undefined);
    expect(left.form("p1 answer", gone)).toBeNull();
    gone.give([{ name: "text", value: "Đã làm" }]);
    await gone.settled();
    const next = new Latest<Field[]>(() => Promise.resolve(), () => undefined);
    expect(left.form("p1 answer", next)).toEqual([{ name: "text", value: "Đã làm" }]);
    expect(left.form("p1 answer", next)).toBeNull();
  });
});
