import { describe, expect, it } from "vitest";
import type { Failure } from "../engine/types";
import { after, type Around, type Course, type Happened, OPENED, waitForSync } from "./autoSync";

const T = 1_000_000;
const around: Around = { now: T, online: true, unsent: 1, turnedAway: false };
const told = (course: Course, ...happened: Happened[]) => happened.reduce(after, course);
const failure = (code: string, wait_seconds: number | null = null): Failure => ({ code, words: "", field: null, wait_seconds, why: "" });
const begun = { is: "begun", at: T } as const;
const good = told(OPENED, begun, { is: "done" });
const bad = (code = "offline", wait: number | null = null) => told(OPENED, begun, { is: "failed", at: T, failure: failure(code, wait) });

describe("a sync by itself", () => {
  it("begins at once when a book was opened", () => {
    expect(waitForSync(OPENED, { ...around, unsent: 0 })).toBe(0);
  });

  it("never begins offline, beside another one, or once the ward turned the phone away", () => {
    expect(waitForSync(OPENED, { ...around, online: false })).toBeNull();
    expect(waitForSync(OPENED, { ...around, turnedAway: true })).toBeNull();
    expect(waitForSync(told(OPENED, begun), around)).toBeNull();
    expect(waitForSync(told(OPENED, begun, { is: "line_back" }, { is: "person_back", at: T + 99_000 }), around)).toBeNull();
  });

  it("waits for the end of typing", () => {
    const typed = told(good, { is: "edited", at: T + 1_000 }, { is: "edited", at: T + 5_000 });
    expect(waitForSync(typed, { ...around, now: T + 5_000 })).toBe(8_000);
    expect(waitForSync(typed, { ...around, now: T + 20_000 })).toBe(0);
  });

  it("takes what a sync brought for nobody's typing", () => {
    const synced = told(OPENED, begun, { is: "edited", at: T + 1 }, { is: "done" });
    expect(waitForSync(synced, around)).toBe(60_000);
  });

  it("tries what a good sync left behind once a minute, and asks for news every ten", () => {
    expect(waitForSync(good, around)).toBe(60_000);
    expect(waitForSync(good, { ...around, unsent: 0 })).toBe(600_000);
  });

  it("waits longer after each failure, and never longer than a quarter of an hour", () => {
    const once: Happened[] = [begun, { is: "failed", at: T, failure: failure("retry") }];
    const waits = [1, 2, 3, 20].map((times) => waitForSync(told(OPENED, ...Array.from({ length: times }, () => once).flat()), around));
    expect(waits).toEqual([15_000, 30_000, 60_000, 900_000]);
  });

  it("does not hurry a server that did not answer because somebody types", () => {
    expect(waitForSync(told(bad(), { is: "edited", at: T + 1_000 }), { ...around, now: T + 9_000 })).toBe(6_000);
  });

  it("leaves the server alone for as long as it asked, whoever comes back", () => {
    const asked = bad("retry", 120);
    expect(waitForSync(asked, around)).toBe(120_000);
    expect(waitForSync(told(asked, { is: "person_back", at: T + 40_000 }), { ...around, now: T + 40_000 })).toBe(80_000);
    expect(waitForSync(told(asked, { is: "begun", at: T + 1 }, { is: "done" }), around)).toBe(60_001);
  });

  it("begins at once when the line or the person comes back", () => {
    expect(waitForSync(told(bad(), { is: "line_back" }), around)).toBe(0);
    expect(waitForSync(told(bad(), { is: "person_back", at: T + 30_000 }), around)).toBe(0);
    expect(waitForSync(told(good, { is: "person_back", at: T + 29_999 }), { ...around, unsent: 0 })).toBe(600_000);
  });

  it("counts no failure of a line that is gone", () => {
    const late = told(OPENED, begun, { is: "line_back" }, { is: "failed", at: T + 5, failure: failure("offline") });
    expect(waitForSync(late, around)).toBe(0);
  });

  it("rests where trying again changes nothing, until something happens", () => {
    for (const code of ["update_app", "enrol", "damaged"]) {
      expect(waitForSync(bad(code), { ...around, now: T * 2 })).toBeNull();
      expect(waitForSync(told(bad(code), { is: "edited", at: T + 1 }), { ...around, now: T * 2 })).toBeNull();
      expect(waitForSync(told(bad(code), { is: "person_back", at: T * 2 }), { ...around, now: T * 2 })).toBe(0);
    }
  });

  it("rests after a person stopped it, until something new is written", () => {
    const stopped = bad("cancelled");
    expect(waitForSync(stopped, { ...around, now: T * 2 })).toBeNull();
    expect(waitForSync(told(stopped, { is: "edited", at: T + 1_000 }), { ...around, now: T + 1_000 })).toBe(8_000);
  });

  it("keeps nobody waiting for days because a clock was set back", () => {
    expect(waitForSync(good, { ...around, now: T - 500_000_000 })).toBe(900_000);
  });
});
