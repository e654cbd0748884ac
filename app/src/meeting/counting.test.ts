import { describe, expect, it } from "vitest";
import type { Vote } from "../engine/types";
import { Counting, shownOf, type Typed } from "./counting";
import type { Figure } from "./pad";

const vote = (figures: Partial<Vote>) => ({ key: "nghi_quyet", agree: null, against: null, other: null, ...figures }) as Vote;

function counted(answer: (of: Figure, counted: number | null) => Promise<Vote | undefined>) {
  const seen = { wrote: [] as [Figure, number | null][], touched: {} as Typed, votes: [] as Vote[], failed: 0 };
  const counting = new Counting(
    (of, counted) => {
      seen.wrote.push([of, counted]);
      return answer(of, counted);
    },
    { touched: (now) => (seen.touched = now), written: (now) => seen.votes.push(now), failed: () => (seen.failed += 1) },
  );
  return { counting, seen };
}

const soon = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe("counting a vote", () => {
  it("writes the figure that was touched and no other", async () => {
    const { counting, seen } = counted((_, agree) => Promise.resolve(vote({ agree, against: 3 })));
    counting.put("agree", "17");
    await soon();
    expect(seen.wrote).toEqual([["agree", 17]]);
    expect(seen.touched).toEqual({});
    // What another phone counted meanwhile shows in the figure that nobody touched.
    const now = seen.votes[0] as Vote;
    expect([shownOf(now, seen.touched, "agree"), shownOf(now, seen.touched, "against")]).toEqual(["17", "3"]);
  });

  it("takes back a figure that was erased", async () => {
    const { counting, seen } = counted((_, agree) => Promise.resolve(vote({ agree })));
    counting.put("agree", "1");
    counting.put("agree", "");
    await soon();
    expect(seen.wrote.at(-1)).toEqual(["agree", null]);
    expect(shownOf(seen.votes.at(-1) as Vote, seen.touched, "agree")).toBe("");
  });

  it("writes what was typed while it was writing, and shows it all the time", async () => {
    let answer: (now: Vote) => void = () => undefined;
    const { counting, seen } = counted((_, agree) => new Promise((done) => (answer = () => done(vote({ agree })))));
    counting.put("agree", "1");
    counting.put("agree", "19");
    answer(vote({}));
    await soon();
    expect(seen.touched).toEqual({ agree: "19" });
    answer(vote({}));
    await soon();
    expect(seen.wrote).toEqual([
      ["agree", 1],
      ["agree", 19],
    ]);
    expect(seen.touched).toEqual({});
  });

  it("keeps on the screen what was refused, and writes the others", async () => {
    const { counting, seen } = counted((of, n) => (of === "agree" ? Promise.reject(new Error("refused")) : Promise.resolve(vote({ against: n }))));
    counting.put("agree", "99");
    counting.put("against", "1");
    await soon();
    expect(seen.failed).toBe(1);
    expect(seen.touched).toEqual({ agree: "99" });
    expect(seen.wrote).toEqual([
      ["agree", 99],
      ["against", 1],
    ]);
  });
});
