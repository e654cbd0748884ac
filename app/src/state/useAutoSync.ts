// Syncing by itself, as long as a book is open.

import { useEffect, useRef } from "preact/hooks";
import { useOnline } from "./engine";
import { useSafety } from "./safety";
import { useSyncing } from "./syncing";

export function useAutoSync(): void {
  const syncing = useSyncing();
  const online = useOnline();
  const safety = useSafety();
  // A server that knows nothing of this phone may be another one that stands in for the ward's: it is asked again whenever
  // the book is opened or somebody comes back. What the ward itself has revoked stays so.
  const turnedAway = safety === null ? null : safety.health.revoked_ms !== null;
  const unsent = safety?.unsent ?? 0;
  const wasOnline = useRef(online);
  useEffect(() => syncing.begin(), [syncing]);
  useEffect(() => {
    if (online && !wasOnline.current) syncing.tell({ is: "line_back" });
    wasOnline.current = online;
  }, [syncing, online]);
  useEffect(() => {
    // Whoever comes back to the app wants to know what is new.
    const shown = () => {
      if (!document.hidden) syncing.tell({ is: "person_back", at: Date.now() });
    };
    document.addEventListener("visibilitychange", shown);
    return () => document.removeEventListener("visibilitychange", shown);
  }, [syncing]);
  useEffect(() => {
    // Whether the ward turns this phone away has to be known first.
    return turnedAway === null ? undefined : syncing.byItself({ online, unsent, turnedAway });
  }, [syncing, online, unsent, turnedAway]);
}
