import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

describe("a sync by itself", () => {
  const around = { online: true, unsent: 1, turnedAway: false };
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  // A book whose first sync went well.
  async function opened() {
    const given = engine();
    const syncing = new Syncing(given.heard);
    const stop = syncing.byItself(around);
    await vi.advanceTimersByTimeAsync(0);
    given.ends[0]?.well();
    await vi.advanceTimersByTimeAsync(1);
    return { ...given, syncing, stop };
  }

  it("begins when a book is opened, and once more when nobody has typed for a while", async () => {
    const { ends, say } = await opened();
    expect(ends).toHaveLength(1);
    for (let letter = 0; letter < 60; letter += 1) {
      say(edit);
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(ends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(ends).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(ends).toHaveLength(2);
  });

  it("is tried again after one that failed", async () => {
    const { ends, say } = await opened();
    say(edit);
    await vi.advanceTimersByTimeAsync(8_000);
    ends[1]?.badly("no line");
    await vi.advanceTimersByTimeAsync(14_000);
    expect(ends).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toHaveLength(3);
  });

  it("is left once the book is closed, and is nothing without a line or where the ward turns the phone away", async () => {
    const { ends, say, stop, syncing } = await opened();
    say(edit);
    stop();
    say(edit);
    const stops = [syncing.byItself({ ...around, online: false }), syncing.byItself({ ...around, turnedAway: true })];
    say(edit);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(ends).toHaveLength(1);
    for (const one of stops) one();
  });
});
