// What is safe and what is not, asked of the engine anew whenever it says that something changed.

import { useEffect, useState } from "preact/hooks";
import type { Health } from "../engine/types";
import { useEngine, useNews, useOnline, useSync } from "./engine";

export type Safety = {
  health: Health;
  // Records of which something is on this phone alone.
  unsent: number;
  line: "offline" | "sending" | "failed" | "good";
  // Whether somebody has to act: the ward turns this phone away, or keeps something aside.
  stop: boolean;
};

export function useSafety(): Safety | null {
  const engine = useEngine();
  const online = useOnline();
  const sync = useSync();
  const [known, setKnown] = useState<{ health: Health; unsent: number } | null>(null);
  const ask = () => {
    Promise.all([engine.vault.health(), engine.vault.outgoing()])
      .then(([health, outgoing]) => setKnown({ health, unsent: outgoing.length }))
      // A vault that was closed has nothing more to say; what it said stays until the screen goes.
      .catch(() => undefined);
  };
  useEffect(ask, [engine, sync.at]);
  useNews(ask);
  if (!known) return null;
  const { health, unsent } = known;
  const line = !online ? "offline" : sync.at === "running" ? "sending" : sync.at === "failed" ? "failed" : "good";
  const stop = health.revoked_ms !== null || health.unknown_to_server || health.set_aside.length > 0;
  return { health, unsent, line, stop };
}
