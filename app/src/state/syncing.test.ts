import { describe, expect, it, vi } from "vitest";
import type { News, Synced } from "../engine/types";
import type { Heard } from "./engine";

// What the page gives.
vi.stubGlobal("addEventListener", () => undefined);
vi.stubGlobal("navigator", { onLine: true });
vi.stubGlobal("localStorage", { getItem: () => null });
vi.stubGlobal("document", { documentElement: {} });
const { Syncing } = await import("./syncing");

const synced = { pushed: 1 } as Synced;
const edit: News = { records: [{ id: "a", kind: "meeting", removed: false }], health: null, step: null };

// An engine whose syncs end when the test says so.
function engine() {
  const ends: { well: () => void; badly: (code: string) => void }[] = [];
  let ear: (news: News) => void = () => undefined;
  const sync = () =>
    new Promise<Synced>((resolve, reject) => {
      ends.push({ well: () => resolve(synced), badly: (code) => reject(new Error(code)) });
    });
  const heard = { listen: (given: typeof ear) => (ear = given), engine: { worker: { sync } } } as unknown as Heard;
  return { heard, ends, say: (news: News) => ear(news) };
}

describe("the one sync of the page", () => {
  it("is given to everybody who asks while it runs", async () => {
    const { heard, ends } = engine();
    const syncing = new Syncing(heard);
    const both = [syncing.now(), syncing.now()];
    expect(ends).toHaveLength(1);
    ends[0]?.well();
    expect(await Promise.all(both)).toEqual([synced, synced]);
    void syncing.now();
    expect(ends).toHaveLength(2);
  });

  it("may be asked for again after one that failed, and is told as failed", async () => {
    const { heard, ends } = engine();
    const syncing = new Syncing(heard);
    const asked = syncing.now();
    ends[0]?.badly("no line");
    await expect(asked).rejects.toThrow("no line");
    expect(syncing.course.value).toMatchObject({ running: false, failures: 1, rests: false });
    void syncing.now();
    expect(ends).toHaveLength(2);
  });

  it("stays the one sync when a book is opened while it runs", () => {
    const { heard, ends } = engine();
    const syncing = new Syncing(heard);
    void syncing.now();
    syncing.begin();
    expect(syncing.course.value.running).toBe(true);
    void syncing.now();
    expect(ends).toHaveLength(1);
  });

  it("hears of what is written", () => {
    const { heard, say } = engine();
    const syncing = new Syncing(heard);
    say({ ...edit, records: [] });
    expect(syncing.course.value.lastEdit).toBeNull();
    say(edit);
    expect(syncing.course.value.lastEdit).not.toBeNull();
  });
});
