// Who is at the phone: from the start of the page to an open vault and back.
//
// Every step is bounded in time and named, so that no screen ever waits without saying for what; a store that does not
// open is told as that, and never shown as an empty one.

import { EngineError } from "../engine/client";
import type { Account, Failure, Profile } from "../engine/types";
import { today } from "../parts/days";
import { currentLanguage } from "../words";
import { Ahead } from "./ahead";
import type { Heard } from "./engine";
import { LeftLetters } from "./left";
import { routeOf } from "./router";
import { Store } from "./store";

// Why nothing can be opened: the engine's own code, or one of the page's.
export type Stop = { code: string; why: string };

// What is waited for at the start, in order.
export type Step = "window" | "load" | "engine";

export type Session =
  | { at: "starting"; step: Step }
  | { at: "stopped"; stop: Stop }
  // Nobody's vault is open; without profiles this phone is used for the first time.
  | { at: "locked"; profiles: Profile[] }
  // A vault is open; without an account it is not enrolled yet.
  | { at: "open"; profile: Profile; account: Account | null };

const START_MS = 30_000;
// The engine at 50 kbit/s, as it is fetched the first time; afterwards it comes from this phone.
const LOAD_MS = 600_000;
// A worker that the phone took away in the background says nothing of it; one that is at work answers within this.
const ALIVE_MS = 60_000;
// A page that is left lets go of the files within this; another window keeps them.
const LEAVING_MS = 1_500;
// For what was typed before another window went on.
const CLOSE_MS = 5_000;
// A book that nobody looks at for so long is locked.
export const UNSEEN_MS = 15 * 60_000;

export class Sessions {
  readonly session = new Store<Session>({ at: "starting", step: "window" });
  // Said once after the engine crashed and began anew.
  readonly crashed = new Store(false);
  readonly left = new LeftLetters();
  readonly ahead = new Ahead();
  // Gives the files to the next window; nothing while this one does not have them.
  #release: (() => void) | null = null;
  // Counts the beginnings: one that was overtaken says nothing more.
  #begun = 0;
  // One for both ways: a channel hears every other one, and of this window's own only itself not.
  readonly #windows = new BroadcastChannel("sen");
  // Since when nobody sees the app.
  #unseen: { since: number; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(readonly heard: Heard) {
    heard.engine.onLost = () => this.#lost();
    heard.listen(() => this.ahead.drop());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#hide() : void this.#show()));
    this.#windows.onmessage = (message: MessageEvent<string>) => {
      if (message.data === "take-over") void this.#giveUp();
    };
  }

  // Begins: one window at a time has the files.
  async start(): Promise<void> {
    this.session.set({ at: "starting", step: "window" });
    // Without them no window can know of another: an old browser, or an address without a certificate.
    if (!(navigator as { locks?: LockManager }).locks) {
      this.#stop({ code: "unsupported", why: "this browser has no locks for this page" });
      return;
    }
    // The page before this one, as after a reload, lets go of it a moment after it is left.
    if (!(await this.#claim(LEAVING_MS))) {
      this.#stop({ code: "in_use", why: "another window has the files open" });
      return;
    }
    await this.#engine();
  }

  // Has the other window close its vault, and begins here.
  async takeOver(): Promise<void> {
    this.#windows.postMessage("take-over");
    this.session.set({ at: "starting", step: "window" });
    const given = await this.#claim(START_MS);
    if (given) await this.#engine();
    else this.#stop({ code: "in_use", why: "the other window does not answer" });
  }

  // Somebody has typed what may be their whole PIN: what takes longest begins before they say so. Whatever comes of it is told
  // when they do.
  foresee(profile: Profile, pin: string): void {
    this.heard.engine.worker.foresee_pin(profile.id, pin).catch(() => undefined);
  }

  // Opens a profile's vault; fails as the engine says, and stays where it was.
  async unlock(profile: Profile, pin: string): Promise<void> {
    const day = today();
    const isFirst = routeOf(new URL(location.href)).path === "/";
    this.ahead.drop();
    const { account, due } = await this.heard.engine.worker.unlock(profile.id, pin, isFirst ? day : null);
    this.ahead.put(day, due);
    await this.left.bring(profile.id, (id, place) => this.heard.engine.text(id, place));
    if (this.session.value.at !== "stopped") this.session.set({ at: "open", profile, account });
  }

  // Asks again whom the open vault belongs to, as after enrolling.
  async refresh(): Promise<void> {
    const { value } = this.session;
    if (value.at === "open") this.session.set({ ...value, account: await this.heard.engine.vault.account() });
  }

  async lock(): Promise<void> {
    this.ahead.drop();
    await within(CLOSE_MS, this.left.settled()).catch(() => undefined);
    await this.heard.engine.worker.lock();
    this.session.set({ at: "locked", profiles: await this.heard.engine.phone.profiles() });
  }

  // Everybody here, asked anew.
  async profiles(): Promise<Profile[]> {
    const profiles = await this.heard.engine.phone.profiles();
    if (this.session.value.at === "locked") this.session.set({ at: "locked", profiles });
    return profiles;
  }

  async #engine(): Promise<void> {
    const begun = ++this.#begun;
    const { engine } = this.heard;
    const goOn = (step: Step) => this.session.set({ at: "starting", step });
    try {
      goOn("load");
      await within(LOAD_MS, engine.load());
      if (begun !== this.#begun) return;
      goOn("engine");
      const profiles = await within(START_MS, engine.worker.boot(currentLanguage()));
      if (begun === this.#begun) this.session.set({ at: "locked", profiles });
    } catch (why) {
      if (begun !== this.#begun) return;
      this.#stop(why instanceof EngineError ? why.failure : { code: "slow", why: String(why) });
    }
  }

  // The lock that one window holds as long as it is open, waited for so long.
  #claim(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), ms);
      const held = () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise<void>((release) => (this.#release = release));
      };
      navigator.locks.request("sen", { signal: patience.signal }, held).catch(() => resolve(false));
    });
  }

  // The engine died: it begins anew, once. One that dies while it begins is told, and not begun again for ever.
  #lost(): void {
    const { at } = this.session.value;
    if (at === "starting" || at === "stopped") return;
    this.crashed.set(true);
    this.heard.engine.restart();
    void this.#engine();
  }

  #hide(): void {
    if (this.#unseen) return;
    const timer = setTimeout(() => void this.#lockUnseen(), UNSEEN_MS);
    this.#unseen = { since: Date.now(), timer };
  }

  // A page that was frozen ran no timer; a clock that was set back counts as too long.
  async #show(): Promise<void> {
    const unseen = this.#unseen;
    this.#unseen = null;
    if (unseen) {
      clearTimeout(unseen.timer);
      const away = Date.now() - unseen.since;
      if (away < 0 || away >= UNSEEN_MS) await this.#lockUnseen();
    }
    await this.#probe();
  }

  // An engine that does not answer is found out by whoever comes back.
  async #lockUnseen(): Promise<void> {
    if (this.session.value.at === "open") await within(ALIVE_MS, this.lock()).catch(() => undefined);
  }

  // Whoever comes back to the app finds out whether its engine is still there.
  async #probe(): Promise<void> {
    if (this.session.value.at !== "open" && this.session.value.at !== "locked") return;
    const begun = this.#begun;
    try {
      await within(ALIVE_MS, this.heard.engine.worker.alive());
    } catch {
      if (begun === this.#begun) this.#lost();
    }
  }

  // Another window goes on: what this one was told to write is written, then it lets go of the files.
  async #giveUp(): Promise<void> {
    const release = this.#release;
    if (!release) return;
    this.#release = null;
    this.#begun += 1;
    await within(CLOSE_MS, this.left.settled()).catch(() => undefined);
    this.#stop({ code: "taken_over", why: "another window went on" });
    // An engine that does not answer is ended all the same.
    await within(CLOSE_MS, this.heard.engine.worker.lock()).catch(() => undefined);
    this.heard.engine.restart();
    release();
  }

  #stop(stop: Stop | Failure): void {
    this.session.set({ at: "stopped", stop: { code: stop.code, why: stop.why } });
  }
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
