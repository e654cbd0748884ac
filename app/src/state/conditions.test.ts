import { describe, expect, it } from "vitest";
import type { Health } from "../engine/types";
import { conditionsOf, type Phone } from "./conditions";
import type { Opens } from "./update";

const well: Health = {
  enrolled: true,
  last_contact_ms: 1,
  unsent: 0,
  unsent_records: 0,
  clock_skew_ms: 0,
  clock_is_off: false,
  differs: false,
  set_aside: [],
  withdrawn: [],
  revoked_ms: null,
  unknown_to_server: false,
};
const room = { persisted: true, usage: 0, quota: 1e9 };
const phone = (kept: Phone["kept"] = room, online = true, opens: Opens = "offline"): Phone => ({ kept, online, opens });
const failure = (code: string) => ({ code, words: "", field: null, wait_seconds: null, why: "" });
const codes = (...given: Parameters<typeof conditionsOf>) => conditionsOf(...given).map((one) => one.code);

describe("what a person should know", () => {
  it("is nothing when all is well", () => {
    expect(codes(well, phone(), { at: "idle" }, 0)).toEqual([]);
  });

  it("says first what loses most", () => {
    const all = { ...well, revoked_ms: 1, clock_is_off: true, differs: true };
    expect(codes(all, phone({ persisted: false, usage: 990e6, quota: 1e9 }, false), { at: "idle" }, 2)).toEqual(["revoked", "clock", "differs", "eviction", "low", "offline"]);
  });

  it("tells of eviction only while something is on this phone alone", () => {
    expect(codes(well, phone({ ...room, persisted: false }), { at: "idle" }, 0)).toEqual([]);
    expect(codes(well, phone({ ...room, persisted: false }), { at: "idle" }, 1)).toEqual(["eviction"]);
    expect(codes(well, phone(null), { at: "idle" }, 1)).toEqual([]);
  });

  it("says that the app does not open without a connection, and that it soon will", () => {
    expect(codes(well, phone(room, true, "never"), { at: "idle" }, 0)).toEqual(["onlineOnly"]);
    expect(codes(well, phone(room, true, "not yet"), { at: "idle" }, 0)).toEqual(["keeping"]);
    expect(codes(well, phone(room, true, "unknown"), { at: "idle" }, 0)).toEqual([]);
  });

  it("never says that the server has what it refused", () => {
    const aside = (on_server: boolean) => ({ id: "a", title: "a", on_server, reason: "", words: "", advice: "" });
    const found = conditionsOf({ ...well, set_aside: [aside(true), aside(false), aside(false)] }, phone(), { at: "idle" }, 2);
    expect(found.map(({ code, amount }) => [code, amount])).toEqual([
      ["refused", 2],
      ["held", 1],
    ]);
  });

  it("tells a server that cannot be reached from one that answered no", () => {
    const after = (code: string, online = true) => codes(well, phone(room, online), { at: "failed", when: 1, failure: failure(code) }, 0);
    expect(after("offline")).toEqual(["unreachable"]);
    expect(after("retry")).toEqual(["unreachable"]);
    expect(after("offline", false)).toEqual(["offline"]);
    expect(after("storage_full")).toEqual(["full"]);
    expect(after("update_app")).toEqual(["outdated"]);
    expect(after("enrol")).toEqual(["unknown"]);
    expect(after("damaged")).toEqual(["failed"]);
  });

  it("leads a phone that the server does not know to where its new code is entered", () => {
    const found = conditionsOf({ ...well, unknown_to_server: true }, phone(), { at: "idle" }, 1);
    expect(found.map(({ code, to }) => [code, to])).toEqual([["unknown", "/settings/code"]]);
  });

  it("says that a phone is revoked once", () => {
    const turned = { ...well, revoked_ms: 1 };
    expect(codes(turned, phone(), { at: "failed", when: 1, failure: failure("enrol") }, 0)).toEqual(["revoked"]);
  });

  it("says how far the clock is off, which books go, and that a newer Sen is needed", () => {
    const synced = { more: false, pushed: 0, held: 0, refused: 0, received: 1, removed: 0, unmerged: 0, newer: 3 };
    const health = { ...well, clock_is_off: true, clock_skew_ms: -7_200_000, withdrawn: [{ org: "o", name: null }] };
    const found = conditionsOf(health, phone(), { at: "done", when: 1, synced }, 0);
    expect(found.map(({ code, amount }) => [code, amount])).toEqual([
      ["clock", -7_200_000],
      ["newer", 3],
      ["withdrawn", 1],
    ]);
  });
});
