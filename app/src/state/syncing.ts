// The one sync of the page: whoever asks while it runs, a button or the app itself, is given the same.

import type { Synced } from "../engine/types";
import { failureOf } from "../parts/Refusal";
import { after, type Around, type Course, type Happened, OPENED, waitForSync } from "./autoSync";
import { type Heard, useHeard } from "./engine";
import { Store } from "./store";

export class Syncing {
  readonly course = new Store<Course>(OPENED);
  #running: Promise<Synced> | null = null;

  constructor(private readonly heard: Heard) {
    heard.listen((news) => {
      if (news.records.length > 0) this.tell({ is: "edited", at: Date.now() });
    });
  }

  // A book was opened: nothing was tried yet.
  begin(): void {
    this.course.set(this.#running ? { ...OPENED, running: true } : OPENED);
  }

  tell(what: Happened): void {
    this.course.set(after(this.course.value, what));
  }

  // Syncs now, or goes along with the sync that runs. How it goes and ends is said to every screen as well.
  now(): Promise<Synced> {
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  // Syncs whenever it is time to, as long as this is how it stands, until the function it gives is called. Each letter moves the
  // time: no screen looks at it, so none is drawn anew for that.
  byItself(around: Omit<Around, "now">): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = () => {
      clearTimeout(timer);
      const wait = waitForSync(this.course.value, { ...around, now: Date.now() });
      // How it ended is said by the state of the sync.
      if (wait !== null) timer = setTimeout(() => void this.now().catch(() => undefined), wait);
    };
    plan();
    const unlisten = this.course.listen(plan);
    return () => {
      unlisten();
      clearTimeout(timer);
    };
  }

  // The worker answers after everything it says of the sync, so that its last news are still part of it.
  async #run(): Promise<Synced> {
    this.tell({ is: "begun", at: Date.now() });
    try {
      const synced = await this.heard.engine.worker.sync();
      this.tell({ is: "done" });
      return synced;
    } catch (why) {
      this.tell({ is: "failed", at: Date.now(), failure: failureOf(why) });
      throw why;
    }
  }
}

const all = new WeakMap<Heard, Syncing>();

export function useSyncing(): Syncing {
  const heard = useHeard();
  const syncing = all.get(heard) ?? new Syncing(heard);
  all.set(heard, syncing);
  return syncing;
}
