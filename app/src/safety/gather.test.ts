import { describe, expect, it } from "vitest";
import { gather, type Gathered, nextPart } from "./gather";

const all = (...texts: string[]) => texts.reduce<Gathered | null>(gather, null);
const part = (number: number, data = "AB", id = "00C0FFEE") => `SENP1/${id}/${number}/3/${data}/`;

describe("parts that are read", () => {
  it("are gathered in any order, any of them twice", () => {
    const read = all(part(3), part(1), part(3));
    expect(read?.all).toBe(3);
    expect([...(read?.texts.keys() ?? [])].sort()).toEqual([1, 3]);
  });

  it("stay the same object when nothing is new, so that a camera that looks on asks for nothing", () => {
    const read = all(part(1));
    expect(gather(read, part(1))).toBe(read);
    expect(gather(read, "https://phuong.example/app/#SEN1-ABC")).toBe(read);
    expect(gather(null, "SENP1/zz")).toBeNull();
  });

  it("take the place of one that was read wrongly", () => {
    expect(all(part(2, "XX"), part(2, "AB"))?.texts.get(2)).toBe(part(2, "AB"));
  });

  it("of another package begin anew", () => {
    const read = all(part(1), part(2), part(2, "AB", "DEADBEEF"));
    expect(read?.id).toBe("DEADBEEF");
    expect([...(read?.texts.keys() ?? [])]).toEqual([2]);
  });
});

describe("the part that is shown next", () => {
  it("goes round, both ways", () => {
    expect([0, 1, 2].map((at) => nextPart(at, 1, 3, new Set()))).toEqual([1, 2, 0]);
    expect([0, 1, 2].map((at) => nextPart(at, -1, 3, new Set()))).toEqual([2, 0, 1]);
  });

  it("leaves out what the other phone has", () => {
    expect(nextPart(0, 1, 4, new Set([1, 2]))).toBe(3);
    expect(nextPart(3, 1, 4, new Set([0, 1, 2, 3]))).toBe(3);
    expect(nextPart(0, 1, 1, new Set())).toBe(0);
  });
});
