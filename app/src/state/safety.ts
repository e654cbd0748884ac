// What is safe and what is not, asked of the engine anew whenever it says that something changed. Asked in one place, so
// that what every screen shows is there at once when the next screen is opened.

import { useEffect } from "preact/hooks";
import type { Health } from "../engine/types";
import { type Heard, useHeard, useOnline, useSync } from "./engine";
import type { Session } from "./session";
import { Store, useStore } from "./store";
import { useSession } from "./useSession";

export type Safety = {
  health: Health;
  // Records of which something is on this phone alone.
  unsent: number;
  line: "offline" | "sending" | "failed" | "good";
  // Whether somebody has to act: the ward turns this phone away, or keeps something aside.
  stop: boolean;
};

// Since when the book is open, and what is known of it.
type Known = { session: Session; health: Health; unsent: number };

// Letters that are typed make news one by one: the engine is asked a few times a second at most.
const PAUSE_MS = 400;

export class Watch {
  readonly known = new Store<Known | null>(null);
  #session: Session | null = null;
  #asleep: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(private readonly heard: Heard) {
    heard.listen(() => this.#soon());
    heard.sync.listen(() => this.#soon());
  }

  // Which book is open from now on.
  of(session: Session): void {
    if (session === this.#session) return;
    this.#session = session;
    this.#asked = 0;
    this.#soon();
  }

  #soon(): void {
    if (this.#session === null || this.#asleep !== undefined) return;
    this.#asleep = setTimeout(() => void this.#ask(), Math.max(0, this.#asked + PAUSE_MS - Date.now()));
  }

  async #ask(): Promise<void> {
    this.#asleep = undefined;
    this.#asked = Date.now();
    const session = this.#session;
    const { vault } = this.heard.engine;
    try {
      const [health, outgoing] = await Promise.all([vault.health(), vault.outgoing()]);
      if (session && session === this.#session) this.known.set({ session, health, unsent: outgoing.length });
    } catch {
      // A book that was closed has nothing more to say.
    }
  }
}

const watches = new WeakMap<Heard, Watch>();

function watchOf(heard: Heard): Watch {
  const watch = watches.get(heard) ?? new Watch(heard);
  watches.set(heard, watch);
  return watch;
}

export function useSafety(): Safety | null {
  const watch = watchOf(useHeard());
  const session = useSession();
  const online = useOnline();
  const sync = useSync();
  const known = useStore(watch.known);
  useEffect(() => watch.of(session), [watch, session]);
  if (known?.session !== session) return null;
  const { health, unsent } = known;
  const line = !online ? "offline" : sync.at === "running" ? "sending" : sync.at === "failed" ? "failed" : "good";
  const stop = health.revoked_ms !== null || health.unknown_to_server || health.set_aside.length > 0;
  return { health, unsent, line, stop };
}
