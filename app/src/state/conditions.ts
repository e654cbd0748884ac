// What a person should know and do about this phone, the most pressing first. Decided of what the engine and the browser
// say; the words are the screen's.

import type { SyncState } from "../engine/protocol";
import type { Health } from "../engine/types";
import type { Kept } from "./storage";

export type Condition = { code: "revoked" | "unknown" | "full" | "held" | "clock" | "differs" | "eviction" | "low" | "offline" | "unreachable" | "newer"; tone: "bad" | "warn" };

const LOW_BYTES = 50 * 1024 * 1024;

export function conditionsOf(health: Health, kept: Kept | null, online: boolean, sync: SyncState, unsent: number): Condition[] {
  const all: Condition[] = [];
  const free = kept ? kept.quota - kept.usage : Infinity;
  const add = (holds: boolean, code: Condition["code"], tone: Condition["tone"]) => holds && all.push({ code, tone });
  add(health.revoked_ms !== null, "revoked", "bad");
  add(health.unknown_to_server, "unknown", "bad");
  add(sync.at === "failed" && sync.failure.code === "storage_full", "full", "bad");
  add(health.set_aside.length > 0, "held", "bad");
  add(health.clock_is_off, "clock", "warn");
  add(sync.at === "done" && sync.synced.newer > 0, "newer", "warn");
  add(health.differs, "differs", "warn");
  add(kept !== null && !kept.persisted && unsent > 0, "eviction", "warn");
  add(free < LOW_BYTES, "low", "warn");
  add(!online, "offline", "warn");
  add(online && sync.at === "failed" && sync.failure.code !== "storage_full", "unreachable", "warn");
  return all;
}
