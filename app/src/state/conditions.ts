// What a person should know and do about this phone, the most pressing first. Decided of what the engine and the browser
// say; the words are the screen's.

import type { SyncState } from "../engine/protocol";
import type { Health } from "../engine/types";
import type { Kept } from "./storage";
import type { Opens } from "./update";

export type Code =
  | "revoked"
  | "unknown"
  | "full"
  | "refused"
  | "outdated"
  | "held"
  | "clock"
  | "newer"
  | "differs"
  | "withdrawn"
  | "eviction"
  | "onlineOnly"
  | "keeping"
  | "low"
  | "offline"
  | "unreachable"
  | "failed";

export type Condition = {
  code: Code;
  tone: "bad" | "warn";
  // How many records or books it is about; for the clock how many milliseconds it runs ahead.
  amount: number;
  // Below the base: where something can be done about it.
  to?: "/safety" | "/safety/hand-in" | "/settings/code";
};

const LOW_BYTES = 50 * 1024 * 1024;
// Failures of a line or a server that may answer the next time.
const PASSING = ["retry", "offline"];
const SAID_APART = [...PASSING, "storage_full", "update_app", "enrol"];

// What the browser says of the phone: what it keeps, whether there is a connection, whether the app opens without one.
export type Phone = { kept: Kept | null; online: boolean; opens: Opens };

export function conditionsOf(health: Health, { kept, online, opens }: Phone, sync: SyncState, unsent: number): Condition[] {
  const all: Condition[] = [];
  const add = (holds: boolean, code: Code, tone: Condition["tone"], amount = 0, to?: Condition["to"]) => {
    if (holds) all.push(to ? { code, tone, amount, to } : { code, tone, amount });
  };
  const free = kept ? kept.quota - kept.usage : Infinity;
  const failed = sync.at === "failed" ? sync.failure.code : "";
  const newer = sync.at === "done" ? sync.synced.newer : 0;
  const held = health.set_aside.filter((one) => one.on_server).length;
  const refused = health.set_aside.length - held;
  add(health.revoked_ms !== null, "revoked", "bad", unsent, "/safety/hand-in");
  add(health.unknown_to_server || (failed === "enrol" && health.revoked_ms === null), "unknown", "bad", unsent, "/settings/code");
  add(failed === "storage_full", "full", "bad", unsent, "/safety/hand-in");
  add(refused > 0, "refused", "bad", refused, "/safety");
  add(failed === "update_app", "outdated", "bad");
  add(held > 0, "held", "warn", held, "/safety");
  add(health.clock_is_off, "clock", "warn", health.clock_skew_ms ?? 0);
  add(newer > 0, "newer", "warn", newer, "/safety");
  add(health.differs, "differs", "warn");
  add(health.withdrawn.length > 0, "withdrawn", "warn", health.withdrawn.length, "/safety");
  add(kept !== null && !kept.persisted && unsent > 0, "eviction", "warn", unsent, "/safety/hand-in");
  add(opens === "never", "onlineOnly", "warn");
  add(free < LOW_BYTES, "low", "warn");
  add(opens === "not yet", "keeping", "warn");
  add(!online, "offline", "warn");
  add(online && PASSING.includes(failed), "unreachable", "warn");
  add(failed !== "" && !SAID_APART.includes(failed), "failed", "warn");
  return all;
}
