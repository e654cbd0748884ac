// What is safe and what is not: asked of the engine once per book, and told by it from then on whenever it changes. Kept in
// one place, so that what every screen shows is there at once when the next screen is opened.

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
type Known = { session: Session; health: Health };

export class Watch {
  readonly known = new Store<Known | null>(null);
  #session: Session | null = null;

  constructor(private readonly heard: Heard) {
    // The engine tells it whenever it changes, with the change itself.
    heard.listen(({ health }) => {
      if (health && this.#session) this.known.set({ session: this.#session, health });
    });
  }

  // Which book is open from now on.
  of(session: Session): void {
    if (session === this.#session) return;
    this.#session = session;
    void this.#ask(session);
  }

  async #ask(session: Session): Promise<void> {
    try {
      const health = await this.heard.engine.vault.health();
      if (session === this.#session) this.known.set({ session, health });
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
  const { health } = known;
  const line = !online ? "offline" : sync.at === "running" ? "sending" : sync.at === "failed" ? "failed" : "good";
  const stop = health.revoked_ms !== null || health.unknown_to_server || health.set_aside.length > 0;
  return { health, unsent: health.unsent_records, line, stop };
}
