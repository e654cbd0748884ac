import { describe, expect, it } from "vitest";
import type { Conflict, Vote } from "../engine/types";
import { fieldOf, Figures, type Typed } from "./figures";

// Writes that are answered by hand, and what was shown after each.
function sitting() {
  const written: string[] = [];
  const answers: ((why?: unknown) => void)[] = [];
  const shown: Typed[] = [];
  const refused: unknown[] = [];
  const figures = new Figures(
    (figure, value) => {
      written.push(`${figure}=${value}`);
      return new Promise((done, fail) => answers.push((why) => (why === undefined ? done() : fail(why))));
    },
    (typed) => shown.push(typed),
    (why) => refused.push(why),
  );
  const answer = async (why?: unknown) => {
    answers.shift()?.(why);
    await new Promise((done) => setTimeout(done));
  };
  return { figures, written, shown, refused, answer };
}

describe("the figures that are typed", () => {
  it("only the figure that was typed is written", async () => {
    const { figures, written, shown, answer } = sitting();
    figures.type({ agree: "1" });
    await answer();
    expect(written).toEqual(["agree=1"]);
    expect(shown.at(-1)).toEqual({});
  });

  it("a digit that comes during a write is written after it, and stays on the screen until then", async () => {
    const { figures, written, shown, answer } = sitting();
    figures.type({ agree: "1" });
    figures.type({ agree: "19" });
    figures.type({ against: "2" });
    await answer();
    expect(shown.at(-1)).toEqual({ agree: "19", against: "2" });
    await answer();
    await answer();
    expect(written).toEqual(["agree=1", "agree=19", "against=2"]);
    expect(shown.at(-1)).toEqual({});
  });

  it("an erased figure is erased", async () => {
    const { figures, written, answer } = sitting();
    figures.type({ agree: "" });
    await answer();
    expect(written).toEqual(["agree=null"]);
  });

  it("a refused figure stays on the screen, holds up no other, and is tried again with the next digit", async () => {
    const { figures, written, shown, refused, answer } = sitting();
    figures.type({ agree: "1", against: "2" });
    await answer("full");
    await answer();
    expect(shown.at(-1)).toEqual({ agree: "1" });
    expect(refused).toEqual(["full"]);
    figures.type({ other: "0" });
    await answer();
    await answer();
    expect(written).toEqual(["agree=1", "against=2", "agree=1", "other=0"]);
    expect(shown.at(-1)).toEqual({});
  });

  it("what is given up is not written any more", async () => {
    const { figures, written, shown, answer } = sitting();
    figures.type({ agree: "1", against: "2" });
    figures.drop("against");
    await answer();
    expect(written).toEqual(["agree=1"]);
    expect(shown.at(-1)).toEqual({});
  });
});

describe("a field of the vote", () => {
  const vote = { key: "nghi_quyet", agree: 18, against: null } as Vote;
  const value = (value: string) => ({ value, author: "Lê Thị Sen", at_ms: 0 });
  const dispute: Conflict = { part: "votes", key: "nghi_quyet/for", needs_decision: true, values: [value("18"), value("19")] };

  it("shows what is recorded until somebody types", () => {
    expect(fieldOf(vote, {}, [], "agree")).toEqual({ text: "18", isDisputed: false });
    expect(fieldOf(vote, { agree: "" }, [], "agree")).toEqual({ text: "", isDisputed: false });
    expect(fieldOf(vote, {}, [], "against")).toEqual({ text: "", isDisputed: false });
  });

  it("shows every value of a dispute, whatever is typed, and only where it is", () => {
    expect(fieldOf(vote, { agree: "20" }, [dispute], "agree")).toEqual({ text: "18 / 19", isDisputed: true });
    expect(fieldOf(vote, { against: "2" }, [dispute], "against")).toEqual({ text: "2", isDisputed: false });
  });
});
