import { describe, expect, it } from "vitest";
import { first as en } from "../words/en/first";
import { first as vi } from "../words/vi/first";
import { secondsLeft } from "./useCountdown";

describe("a wait after wrong PINs", () => {
  it("is counted in whole seconds, is never over too early, and never below zero", () => {
    expect([30_000, 29_999, 29_001, 29_000, 1, 0, -5_000].map((end) => secondsLeft(end, 0))).toEqual([30, 30, 30, 29, 1, 0, 0]);
  });

  it("is said in seconds below a minute, and in minutes that are enough above", () => {
    expect([59, 60, 61, 3600].map((left) => /Phải chờ (.+?) nữa/.exec(vi.wait(left))?.[1])).toEqual(["59 giây", "1 phút", "2 phút", "60 phút"]);
    expect([59, 60, 61].map((left) => /Wait (.+?),/.exec(en.wait(left))?.[1])).toEqual(["59 s", "1 min", "2 min"]);
  });
});
