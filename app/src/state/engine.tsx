// The one engine of this page, and what screens hear of it.

import type { ComponentChildren } from "preact";
import { createContext } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";
import { Engine } from "../engine/client";
import type { SyncState } from "../engine/protocol";
import type { News } from "../engine/types";
import { Store, useStore } from "./store";

// An engine with everything that listens to it.
export class Heard {
  readonly sync = new Store<SyncState>({ at: "idle" });
  readonly #ears = new Set<(news: News) => void>();

  constructor(readonly engine: Engine) {
    engine.onNews = (news) => {
      for (const ear of [...this.#ears]) ear(news);
    };
    engine.onSync = (state) => this.sync.set(state);
  }

  // Calls back for everything that changed, until the function it gives is called.
  listen(ear: (news: News) => void): () => void {
    this.#ears.add(ear);
    return () => this.#ears.delete(ear);
  }
}

const Context = createContext<Heard | null>(null);

export function EngineProvider({ heard, children }: { heard: Heard; children: ComponentChildren }) {
  return <Context.Provider value={heard}>{children}</Context.Provider>;
}

export function useHeard(): Heard {
  const heard = useContext(Context);
  if (!heard) throw new Error("this screen is drawn without an engine");
  return heard;
}

export function useEngine(): Engine {
  return useHeard().engine;
}

// Calls `ear` for everything that changed, as long as the screen stands.
export function useNews(ear: (news: News) => void): void {
  const heard = useHeard();
  const latest = useRef(ear);
  latest.current = ear;
  useEffect(() => heard.listen((news) => latest.current(news)), [heard]);
}

// How far the sync has come, or how the last one ended.
export function useSync(): SyncState {
  return useStore(useHeard().sync);
}

const online = new Store(navigator.onLine);
addEventListener("online", () => online.set(true));
addEventListener("offline", () => online.set(false));

// Whether the browser believes that there is a network; whether the ward answers is another matter.
export function useOnline(): boolean {
  return useStore(online);
}
