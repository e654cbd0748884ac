// The connection to the ward: this page's own address, and nothing else.
//
// What is sent and what comes back is made and read by the engine; here are only the way, the patience and the retries.

import type { Calls } from "./calls";
import { failed, Failed, failureOf } from "./failed";
import type { SyncState } from "./protocol";
import type { HandInTaken, Header, Synced } from "./types";
import type { Phone, Vault } from "./wasm/sen_web";

const ATTEMPTS_MAX = 4;
const PAUSE_MS = 500;
// A person is kept waiting for a busy server no longer than this.
const PATIENCE_MS = 60_000;
// The largest request and the largest answer, at 50 kbit/s.
const WHOLE_MS = 1_500_000;
const ROUNDS_MAX = 64;
// What an answer may be packed with a browser says by itself, and does not let be said.
const SENT = ["Authorization", "Content-Encoding"];

// What a refusal means: the engine's failure is thrown.
export type Refused = (status: number, retryAfterSeconds: number | undefined, body: Uint8Array) => void;

// A body packed with zstd; nothing where that is no shorter.
export type Pack = (body: Uint8Array) => Uint8Array | undefined;

export class Connection {
  constructor(
    private readonly calls: Calls,
    private readonly pack: Pack,
  ) {}

  // Posts bytes and gives the answer's; a refusal is what the engine makes of it.
  async post(path: string, headers: Header[], body: Uint8Array, refused: Refused, stop?: AbortSignal): Promise<Uint8Array> {
    // An enrolment, which has no token yet, is a few hundred bytes that are mostly random.
    const packed = headers.length > 0 ? this.pack(body) : undefined;
    const said = packed ? [...headers, { name: "Content-Encoding", value: "zstd" }] : headers;
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(path, said, packed ?? body, stop);
      if (answer instanceof Response && answer.ok) return new Uint8Array(await answer.arrayBuffer());
      const asked = answer instanceof Response ? Number(answer.headers.get("Retry-After") ?? 0) * 1000 : 0;
      const passing = !(answer instanceof Response) || [408, 429, 503].includes(answer.status);
      const pause = asked + jittered(PAUSE_MS * 2 ** (attempt - 1));
      waited += pause;
      if (!passing || attempt === ATTEMPTS_MAX || waited > PATIENCE_MS) throw await refusal(answer, refused);
      await rest(pause, stop);
    }
  }

  // Syncs until there is nothing more to bring or fetch. Between any two steps of an answer the engine is free.
  async sync(vault: Vault, stop: AbortSignal, say: (state: SyncState) => void): Promise<Synced> {
    const refused: Refused = (...said) => vault.refused(...said);
    const sum: Synced = { more: false, pushed: 0, held: 0, refused: 0, received: 0, removed: 0, unmerged: 0, newer: 0 };
    for (let requests = 1; requests <= ROUNDS_MAX; requests += 1) {
      say({ at: "running", requests, received: sum.received, left: 0 });
      const request = vault.begin_sync();
      const body = await this.post("/v1/sync", vault.request_headers(), request, refused, stop);
      const answer = this.calls.over(vault.read_answer(body));
      try {
        while (!vault.take_step(answer)) {
          if (stop.aborted) throw failed("cancelled", "stopped");
          say({ at: "running", requests, received: sum.received + answer.received(), left: answer.steps_left() });
          await rest(0, stop);
        }
        const round = answer.synced();
        for (const name of ["pushed", "held", "refused", "received", "removed", "unmerged", "newer"] as const) sum[name] += round[name];
        if (!round.more) return sum;
      } finally {
        answer.free();
      }
    }
    return { ...sum, more: true };
  }

  // Brings what is sealed of a profile to the ward, as the person whose vault is open.
  async handIn(phone: Phone, profile: string, vault: Vault): Promise<HandInTaken> {
    const all: HandInTaken = { taken: { packages: 0, bytes: 0 }, left: { packages: 0, bytes: 0 } };
    for (;;) {
      const packages = phone.begin_hand_in(profile, vault);
      const receipt = await this.post("/v1/hand-in", vault.request_headers(), packages, (...said) => vault.refused(...said));
      const { taken, left } = phone.take_receipt(profile, receipt);
      all.taken = { packages: all.taken.packages + taken.packages, bytes: all.taken.bytes + taken.bytes };
      all.left = left;
      // What the ward does not take now it does not take a moment later.
      if (taken.packages === 0 || left.packages === 0) return all;
    }
  }
}

async function once(path: string, headers: Header[], body: Uint8Array, stop?: AbortSignal): Promise<Response | Error> {
  const patience = AbortSignal.timeout(WHOLE_MS);
  try {
    return await fetch(path, {
      method: "POST",
      headers: [["Content-Type", "application/cbor"], ...headers.filter(({ name }) => SENT.includes(name)).map(({ name, value }) => [name, value] as [string, string])],
      body: body as BufferSource,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: stop ? AbortSignal.any([stop, patience]) : patience,
    });
  } catch (why) {
    if (stop?.aborted) throw failed("cancelled", "stopped");
    return why instanceof Error ? why : new Error(String(why));
  }
}

async function refusal(answer: Response | Error, refused: Refused): Promise<Failed> {
  if (answer instanceof Error) return failed("offline", answer.message);
  const wait = Number(answer.headers.get("Retry-After"));
  try {
    refused(answer.status, Number.isFinite(wait) && wait > 0 ? wait : undefined, new Uint8Array(await answer.arrayBuffer()));
  } catch (why) {
    return new Failed(failureOf(why));
  }
  return failed("offline", "the server's refusal says nothing");
}

function rest(ms: number, stop?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      stop?.removeEventListener("abort", aborted);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const aborted = () => {
      clearTimeout(timer);
      reject(failed("cancelled", "stopped"));
    };
    if (stop?.aborted) aborted();
    else stop?.addEventListener("abort", aborted, { once: true });
  });
}

// Between half of `ms` and all of it, so that a ward's phones do not all come back at once.
function jittered(ms: number): number {
  return ms / 2 + (Math.random() * ms) / 2;
}
