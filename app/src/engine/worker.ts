// The engine's one worker: it has the vault, and does what the page asks, one call after the other.
//
// It owns the connection to the ward as well, so that what is sent and what comes back never crosses to the page. A panic
// ends it; the page then starts a new one, which sets aside what was being merged.

import { Calls } from "./calls";
import { Connection, type Refused } from "./connection";
import { failed, failureOf } from "./failed";
import { mounted } from "./mounted";
import type { Answer, Event, Request, SyncState, WorkerCall, WorkerCalls } from "./protocol";
import { PinMaker } from "./pinKey";
import { deviceSecret, keepCopy } from "./secret";
import type { RecordChange, Today } from "./types";
import init, * as sen from "./wasm/sen_web";
import wasmUrl from "./wasm/sen_web_bg.wasm?url";

declare const __WASM_INTEGRITY__: string;

const calls = new Calls();
const engine = calls.over(sen);
let phone: sen.Phone | undefined;
let vault: sen.Vault | undefined;
let syncing: AbortController | undefined;
const sessions = new Map<number, sen.TextSession>();
let nextSession = 1;

// How long nobody types until what was typed is sealed for the ward.
const PAUSE_MS = 2_000;
let pausing: ReturnType<typeof setTimeout> | undefined;
// Asked of the browser's database while the engine is fetched; each waits on another part of the phone.
let secret: Promise<Uint8Array> | undefined;
let pins: PinMaker | undefined;

const connection = new Connection(calls, (body) => engine.packed(body));

const worker: { [K in WorkerCall]: (...args: Parameters<WorkerCalls[K]>) => unknown } = {
  async load(isKept) {
    secret = deviceSecret();
    // Whoever opens the files is told why there is none.
    secret.catch(() => undefined);
    // A page of a newer release than the service worker's is answered by the network: what was not looked at says nothing of it.
    const kept = isKept ? await fetch(wasmUrl) : undefined;
    const wasm = kept?.headers.has("Sen-Kept") ? kept : fetch(wasmUrl, { integrity: __WASM_INTEGRITY__ });
    const module = await WebAssembly.compileStreaming(wasm);
    pins = new PinMaker(module);
    await init({ module_or_path: module });
  },
  async begin_pin(module) {
    await init({ module_or_path: module });
    try {
      engine.rehearse_pin();
    } catch {
      // A phone without memory for it: the key itself says so, and is made elsewhere then.
    }
  },
  pin_key: (secret, pin, work) => engine.pin_key(secret, pin, work),
  alive() {
    // That it answers is the answer.
  },
  async boot(language) {
    engine.set_language(language);
    await mounted(() => engine.mount());
    const kept = await opened(secret);
    phone = calls.over(new sen.Phone(kept));
    pins?.prepare();
    // While the PIN is typed: nobody waits for it.
    void keepCopy(kept);
    return phone.profiles();
  },
  set_language: (language) => engine.set_language(language),
  kind_specs: () => engine.kind_specs(),
  code_list: (family) => engine.code_list(family),
  read_code: (text) => engine.read_code(text),
  guest: (name) => engine.guest(name),
  async add_profile(name, pin) {
    await engine.make_room();
    return opened(phone).add_profile(name, pin);
  },
  async foresee_pin(profile, pin) {
    const [kept, work] = [await opened(secret), opened(phone).pin_work(profile)];
    pins?.foresee(kept, pin, work);
  },
  async unlock(profile, pin, day) {
    worker.lock();
    const [kept, work] = [await opened(secret), opened(phone).pin_work(profile)];
    const key = (await opened(pins).key(kept, pin, work)) ?? engine.pin_key(kept, pin, work);
    // Another may have been opened while the key was made.
    worker.lock();
    vault = calls.over(opened(phone).unlock(profile, key));
    key.fill(0);
    return { account: vault.account(), due: day === null ? null : dueOn(vault, day) };
  },
  lock() {
    syncing?.abort();
    sessions.clear();
    vault?.close();
    vault = undefined;
  },
  open_text(id, place) {
    const session = calls.over(opened(vault).text(id, place));
    const number = nextSession++;
    sessions.set(number, session);
    return number;
  },
  person_matches: (typed, names) => [...engine.person_matches(typed, names)],
  async look_at_code(code) {
    const refused: Refused = (...said) => engine.code_refused(...said);
    return engine.finish_look(await connection.post("/v1/enrol/look", [], engine.begin_look(code), refused));
  },
  async enrol(code, label, anew) {
    const request = opened(vault).begin_enrol(code, label, anew);
    opened(vault).finish_enrol(code, await connection.post("/v1/enrol", [], request, (...said) => engine.code_refused(...said)));
  },
  async sync() {
    syncing?.abort();
    const stop = new AbortController();
    syncing = stop;
    try {
      const synced = await connection.sync(opened(vault), stop.signal, said);
      said({ at: "done", when: Date.now(), synced });
      return synced;
    } catch (why) {
      const failure = failureOf(why);
      said(failure.code === "cancelled" ? { at: "idle" } : { at: "failed", when: Date.now(), failure });
      throw why;
    } finally {
      if (syncing === stop) syncing = undefined;
    }
  },
  cancel_sync() {
    syncing?.abort();
  },
  hand_in_file: (profile) => opened(phone).hand_in_file_with(profile, opened(vault)),
  hand_in_for(profile) {
    return connection.handIn(opened(phone), profile, opened(vault));
  },
};

// A book that cannot say it is open all the same: the screen asks again, and is told why.
function dueOn(book: sen.Vault, day: string): Today | null {
  try {
    return book.today(day);
  } catch {
    return null;
  }
}

function opened<T>(thing: T | undefined): T {
  if (thing === undefined) throw failed("closed", "nothing is open here");
  return thing;
}

function typed(): void {
  clearTimeout(pausing);
  pausing = setTimeout(() => {
    try {
      vault?.end_typing();
      tellNews();
    } catch {
      // What was typed is on disk all the same, and why it cannot be more is told by the next call.
    }
  }, PAUSE_MS);
}

function said(state: SyncState): void {
  tell({ event: "sync", state });
  tellNews();
}

function tell(said: Answer | Event): void {
  postMessage(said);
}

// What the last call changed.
function tellNews(): void {
  const news = vault?.news();
  if (!news || (news.records.length === 0 && news.health === null && news.step === null)) return;
  // A long sync touches one record many times.
  const records = [...new Map(news.records.map((change: RecordChange) => [change.id, change])).values()];
  tell({ event: "news", news: { ...news, records } });
}

function target(request: Request): object {
  switch (request.on) {
    case "worker":
      return worker;
    case "phone":
      return opened(phone);
    case "vault":
      return opened(vault);
    case "session":
      return opened(sessions.get(request.session));
  }
}

async function answer(request: Request): Promise<void> {
  try {
    calls.check();
    const on = target(request);
    // Only what the class itself declares can be called.
    const owner: object = request.on === "worker" ? on : (Object.getPrototypeOf(on) as object);
    if (!Object.hasOwn(owner, request.call)) throw failed("damaged", `there is no call ${request.call}`);
    const call = (on as Record<string, (...args: unknown[]) => unknown>)[request.call];
    const value = await call?.apply(on, request.args);
    if (request.on === "session" && request.call === "splice") typed();
    if (request.on === "session" && request.call === "finish") sessions.delete(request.session);
    tell({ id: request.id, value });
  } catch (why) {
    tell({ id: request.id, failure: failureOf(why) });
  }
  try {
    tellNews();
  } catch {
    // After a panic nothing more can be asked of the engine; the answer above has said so.
  }
}

self.onmessage = (message: MessageEvent<Request>) => {
  void answer(message.data);
};
