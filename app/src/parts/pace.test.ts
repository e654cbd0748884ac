import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Pace } from "./pace";

let ran: number[];
let pace: Pace;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  ran = [];
  pace = new Pace(() => ran.push(Date.now()));
});

afterEach(() => {
  vi.useRealTimers();
});

// Calls for it every so many milliseconds.
function called(times: number, every: number): void {
  for (let time = 0; time < times; time += 1) {
    pace.soon();
    vi.advanceTimersByTime(every);
  }
}

describe("a pace", () => {
  it("runs at once after a quiet time", () => {
    pace.soon();
    expect(ran).toEqual([0]);
    vi.advanceTimersByTime(400);
    pace.soon();
    expect(ran).toEqual([0, 400]);
  });

  it("waits for a pause in what is typed, and runs once for all of it", () => {
    called(10, 100);
    vi.advanceTimersByTime(1_000);
    expect(ran).toEqual([0, 1_300]);
  });

  it("does not wait for ever for a pause that never comes", () => {
    called(70, 100);
    expect(ran).toEqual([0, 3_000, 6_000]);
  });

  it("runs no more once it is stopped", () => {
    called(2, 100);
    pace.stop();
    vi.advanceTimersByTime(5_000);
    expect(ran).toEqual([0]);
  });
});
