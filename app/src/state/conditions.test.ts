import { describe, expect, it } from "vitest";
import type { Health } from "../engine/types";
import { conditionsOf } from "./conditions";

const well: Health = {
  enrolled: true,
  last_contact_ms: 1,
  unsent: 0,
  clock_skew_ms: 0,
  clock_is_off: false,
  differs: false,
  set_aside: [],
  withdrawn: [],
  revoked_ms: null,
  unknown_to_server: false,
};
const room = { persisted: true, usage: 0, quota: 1e9 };
const codes = (...given: Parameters<typeof conditionsOf>) => conditionsOf(...given).map((one) => one.code);

describe("what a person should know", () => {
  it("is nothing when all is well", () => {
    expect(codes(well, room, true, { at: "idle" }, 0)).toEqual([]);
  });

  it("says first what loses most", () => {
    const all = { ...well, revoked_ms: 1, clock_is_off: true, differs: true };
    expect(codes(all, { persisted: false, usage: 990e6, quota: 1e9 }, false, { at: "idle" }, 2)).toEqual(["revoked", "clock", "differs", "eviction", "low", "offline"]);
  });

  it("tells of eviction only while something is on this phone alone", () => {
    expect(codes(well, { ...room, persisted: false }, true, { at: "idle" }, 0)).toEqual([]);
    expect(codes(well, { ...room, persisted: false }, true, { at: "idle" }, 1)).toEqual(["eviction"]);
    expect(codes(well, null, true, { at: "idle" }, 1)).toEqual([]);
  });
});
