// Who is at the phone: from the start of the page to an open vault and back.
//
// Every step is bounded in time and named, so that no screen ever waits without saying for what; a store that does not
// open is told as that, and never shown as an empty one.

import { EngineError } from "../engine/client";
import type { Account, Failure, Profile } from "../engine/types";
import { currentLanguage } from "../words";
import type { Heard } from "./engine";
import { Store } from "./store";

// Why nothing can be opened: the engine's own code, or one of the page's.
export type Stop = { code: string; why: string };

export type Session =
  | { at: "starting"; step: "window" | "engine" | "profiles" }
  | { at: "stopped"; stop: Stop }
  // Nobody's vault is open; without profiles this phone is used for the first time.
  | { at: "locked"; profiles: Profile[] }
  // A vault is open; without an account it is not enrolled yet.
  | { at: "open"; profile: Profile; account: Account | null };

const START_MS = 30_000;

export class Sessions {
  readonly session = new Store<Session>({ at: "starting", step: "window" });
  // Said once after the engine crashed and began anew.
  readonly crashed = new Store(false);
  #release: () => void = () => undefined;

  constructor(readonly heard: Heard) {
    heard.engine.onLost = () => {
      this.crashed.set(true);
      heard.engine.restart();
      void this.#engine();
    };
    new BroadcastChannel("sen").onmessage = (message: MessageEvent<string>) => {
      if (message.data === "take-over") this.#giveUp();
    };
  }

  // Begins: one window at a time has the files.
  async start(): Promise<void> {
    this.session.set({ at: "starting", step: "window" });
    if (!(await this.#claim())) {
      this.#stop({ code: "in_use", why: "another window has the files open" });
      return;
    }
    await this.#engine();
  }

  // Has the other window close its vault, and begins here.
  async takeOver(): Promise<void> {
    const channel = new BroadcastChannel("sen");
    channel.postMessage("take-over");
    channel.close();
    this.session.set({ at: "starting", step: "window" });
    const given = await this.#claim(AbortSignal.timeout(START_MS));
    if (given) await this.#engine();
    else this.#stop({ code: "in_use", why: "the other window does not answer" });
  }

  // Opens a profile's vault; fails as the engine says, and stays where it was.
  async unlock(profile: Profile, pin: string): Promise<void> {
    const { worker, vault } = this.heard.engine;
    await worker.unlock(profile.id, pin);
    this.session.set({ at: "open", profile, account: await vault.account() });
  }

  // Asks again whom the open vault belongs to, as after enrolling.
  async refresh(): Promise<void> {
    const { value } = this.session;
    if (value.at === "open") this.session.set({ ...value, account: await this.heard.engine.vault.account() });
  }

  async lock(): Promise<void> {
    await this.heard.engine.worker.lock();
    await this.profiles();
  }

  // Everybody here, asked anew.
  async profiles(): Promise<Profile[]> {
    const profiles = await this.heard.engine.phone.profiles();
    if (this.session.value.at !== "open") this.session.set({ at: "locked", profiles });
    return profiles;
  }

  async #engine(): Promise<void> {
    try {
      this.session.set({ at: "starting", step: "engine" });
      await within(START_MS, this.heard.engine.worker.boot(currentLanguage()));
      this.session.set({ at: "starting", step: "profiles" });
      await within(START_MS, this.profiles());
    } catch (why) {
      this.#stop(why instanceof EngineError ? why.failure : { code: "slow", why: String(why) });
    }
  }

  // The lock that one window holds as long as it is open; with a signal it is waited for.
  #claim(signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const held = (lock: Lock | null) => {
        resolve(lock !== null);
        return lock && new Promise<void>((release) => (this.#release = release));
      };
      const asked = signal ? navigator.locks.request("sen", { signal }, held) : navigator.locks.request("sen", { ifAvailable: true }, held);
      asked.catch(() => resolve(false));
    });
  }

  #giveUp(): void {
    if (this.session.value.at === "stopped") return;
    this.heard.engine.restart();
    this.#release();
    this.#stop({ code: "taken_over", why: "another window went on" });
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
