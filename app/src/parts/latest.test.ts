import { describe, expect, it } from "vitest";
import { Latest } from "./latest";

// A place that answers when it is told to.
function place() {
  const kept: string[] = [];
  const failures: unknown[] = [];
  const calls: { done: () => void; refuse: () => void }[] = [];
  const keep = (value: string) =>
    new Promise<void>((resolve, reject) => {
      const done = () => {
        kept.push(value);
        resolve();
      };
      calls.push({ done, refuse: () => reject(new Error("full")) });
    });
  return { kept, failures, calls, latest: new Latest(keep, (why) => failures.push(why)) };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

describe("what is kept again and again", () => {
  it("ends with the newest, and goes in order, however late the answers are", async () => {
    const { kept, calls, latest } = place();
    for (const value of ["C", "Ch", "Chi"]) latest.give(value);
    expect(calls.length).toBe(1);
    calls[0]?.done();
    await turns();
    calls[1]?.done();
    await latest.settled();
    expect([kept, latest.rest]).toEqual([["C", "Chi"], null]);
  });

  it("that was refused is not forgotten: it is what is left, and the next one goes in its place", async () => {
    const { kept, failures, calls, latest } = place();
    latest.give("C");
    calls[0]?.refuse();
    await latest.settled();
    expect([latest.rest, failures]).toEqual(["C", [new Error("full")]]);
    latest.give("Ch");
    calls[1]?.done();
    await latest.settled();
    expect([kept, latest.rest, failures.at(-1)]).toEqual([["Ch"], null, null]);
  });

  it("that comes while a refusal is on its way is left, not the one that was refused", async () => {
    const { calls, latest } = place();
    latest.give("C");
    latest.give("Ch");
    calls[0]?.refuse();
    await latest.settled();
    expect(latest.rest).toBe("Ch");
  });
});
