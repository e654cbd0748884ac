import { describe, expect, it } from "vitest";
import { type Known, waitForSync } from "./autoSync";

const idle: Known = { now: 1_000_000, online: true, running: false, unsent: 0, turnedAway: false, lastTry: 1_000_000, failures: 0, lastEdit: null };

describe("a sync by itself", () => {
  it("begins at once when nothing was tried yet", () => {
    expect(waitForSync({ ...idle, lastTry: null })).toBe(0);
  });

  it("never begins offline, beside another one, or once the ward turned the phone away", () => {
    for (const not of [{ online: false }, { running: true }, { turnedAway: true }]) {
      expect(waitForSync({ ...idle, lastTry: null, unsent: 3, ...not })).toBeNull();
    }
  });

  it("waits for the end of typing", () => {
    expect(waitForSync({ ...idle, unsent: 1, lastTry: 0, lastEdit: 1_000_000 })).toBe(8_000);
    expect(waitForSync({ ...idle, unsent: 1, lastTry: 0, lastEdit: 990_000 })).toBe(0);
  });

  it("tries what a good sync left behind once a minute, and asks for news every ten", () => {
    expect(waitForSync({ ...idle, unsent: 1, lastEdit: 990_000 })).toBe(60_000);
    expect(waitForSync({ ...idle, lastEdit: 990_000 })).toBe(600_000);
  });

  it("waits longer after each failure, and never longer than a quarter of an hour", () => {
    const waits = [1, 2, 3, 20].map((failures) => waitForSync({ ...idle, failures, unsent: 1, lastEdit: 1_000_000 }));
    expect(waits).toEqual([15_000, 30_000, 60_000, 900_000]);
  });
});
