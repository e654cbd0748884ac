// Syncing by itself, as long as a book is open.

import { useEffect, useRef } from "preact/hooks";
import { waitForSync } from "./autoSync";
import { useEngine, useNews, useOnline, useSync } from "./engine";
import { useSafety } from "./safety";

export function useAutoSync(): void {
  const engine = useEngine();
  const online = useOnline();
  const sync = useSync();
  const safety = useSafety();
  const tried = useRef<{ at: number | null; failures: number; edit: number | null }>({ at: null, failures: 0, edit: null });
  useNews((news) => {
    if (news.records.length > 0 && sync.at !== "running") tried.current.edit = Date.now();
  });
  useEffect(() => {
    // A line that is there again is no reason to wait for as long as one that was never there.
    if (online) tried.current = { ...tried.current, at: null, failures: 0 };
  }, [online]);
  useEffect(() => {
    if (sync.at === "done") tried.current.failures = 0;
    // One that began before the line came back says nothing of the line that is there now.
    if (sync.at === "failed" && tried.current.at !== null) tried.current.failures += 1;
  }, [sync]);
  useEffect(() => {
    const wait = waitForSync({
      now: Date.now(),
      online,
      running: sync.at === "running",
      unsent: safety?.unsent ?? 0,
      turnedAway: safety?.health.revoked_ms != null || (safety?.health.unknown_to_server ?? false),
      lastTry: tried.current.at,
      failures: tried.current.failures,
      lastEdit: tried.current.edit,
    });
    if (wait === null) return undefined;
    const timer = setTimeout(() => {
      tried.current.at = Date.now();
      // How it ended is said by the state of the sync.
      engine.worker.sync().catch(() => undefined);
    }, wait);
    return () => clearTimeout(timer);
  }, [engine, online, sync, safety]);
  useEffect(() => {
    // Whoever comes back to the app wants to know what is new.
    const shown = () => {
      if (!document.hidden && online && sync.at !== "running") engine.worker.sync().catch(() => undefined);
    };
    document.addEventListener("visibilitychange", shown);
    return () => document.removeEventListener("visibilitychange", shown);
  }, [engine, online, sync.at]);
}
