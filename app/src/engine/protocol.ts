// What the page and the worker say to each other: one request, one answer, and what happened in between.

import type { Account, Code, EnrolOffer, Failure, HandInMade, HandInTaken, KindSpec, News, Person, Profile, ScannedCode, Synced, Today } from "./types";
import type { Phone, TextSession, Vault } from "./wasm/sen_web";

// The calls of a class of the engine, without what frees its memory.
type Own<T> = Omit<T, "free" | symbol>;

// The same calls as the page makes them.
export type Remote<T> = {
  [K in keyof Own<T>]: Own<T>[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

// What the worker does with a vault by itself.
type Inner = "text" | "end_typing" | "news" | "close" | "begin_sync" | "read_answer" | "take_step" | "request_headers" | "begin_enrol" | "finish_enrol" | "refused";

export type VaultCalls = Omit<Remote<Vault>, Inner>;
export type PhoneCalls = Omit<Remote<Phone>, "unlock" | "pin_work" | "add_profile" | "begin_hand_in" | "hand_in_file_with">;
export type SessionCalls = Remote<TextSession>;

// How far a sync has come, or how it ended.
export type SyncState =
  | { at: "idle" }
  | { at: "running"; requests: number; received: number; left: number }
  | { at: "done"; when: number; synced: Synced }
  | { at: "failed"; when: number; failure: Failure };

export type Request =
  | { id: number; on: "worker"; call: WorkerCall; args: unknown[] }
  | { id: number; on: "phone" | "vault"; call: string; args: unknown[] }
  | { id: number; on: "session"; session: number; call: string; args: unknown[] };

// Whom a book belongs to, nobody before it is enrolled, and what is due, so that the first screen waits for one answer.
export type Unlocked = { account: Account | null; due: Today | null };

// What the worker itself does.
export type WorkerCall = keyof WorkerCalls;

export type WorkerCalls = {
  // Fetches the engine: from this phone, or the first time over the line.
  // `isKept`: a service worker answers, which says of each file whether it has looked at its bytes.
  load: (isKept: boolean) => Promise<void>;
  // Answers, as long as there is anybody to.
  alive: () => Promise<void>;
  // What the engine asks of a second one: to be there, and the key of a PIN.
  begin_pin: (module: WebAssembly.Module) => Promise<void>;
  pin_key: (secret: Uint8Array, pin: string, work: Uint8Array) => Promise<Uint8Array>;
  // Opens the browser's files; gives everybody here.
  boot: (language: string) => Promise<Profile[]>;
  set_language: (language: string) => Promise<void>;
  kind_specs: () => Promise<KindSpec[]>;
  code_list: (family: string) => Promise<Code[]>;
  read_code: (text: string) => Promise<ScannedCode>;
  guest: (name: string) => Promise<Person>;
  // The places of the names that match what was typed, marks or no marks.
  person_matches: (typed: string, names: string[]) => Promise<number[]>;
  // Makes a profile behind a PIN, and gives its id.
  add_profile: (name: string, pin: string) => Promise<string>;
  // Begins what takes longest of `unlock`, for what may be the whole PIN.
  foresee_pin: (profile: string, pin: string) => Promise<void>;
  // Opens a profile's vault; the one that was open is closed first. `day`: what is due then is to be told as well.
  unlock: (profile: string, pin: string, day: string | null) => Promise<Unlocked>;
  lock: () => Promise<void>;
  // Sits down at a running text; gives the session's number.
  open_text: (id: string, place: string) => Promise<number>;
  // Whom a code is for, asked of the ward; the code is not used up.
  look_at_code: (code: string) => Promise<EnrolOffer>;
  enrol: (code: string, label: string, anew: boolean) => Promise<void>;
  // Syncs until there is nothing more to bring or fetch.
  sync: () => Promise<Synced>;
  cancel_sync: () => Promise<void>;
  // What is sealed of the open vault's profile as a file, with what could not be sealed for want of room.
  hand_in_file: (profile: string) => Promise<HandInMade>;
  // Brings what is sealed of another profile to the ward, over the connection of the open one.
  hand_in_for: (profile: string) => Promise<HandInTaken>;
};

export type Answer = { id: number; value: unknown } | { id: number; failure: Failure };

export type Event = { event: "news"; news: News } | { event: "sync"; state: SyncState };

export type FromWorker = Answer | Event;
