// The engine as the page sees it: promises over one worker, which is replaced when it dies.

import type { Answer, Event, FromWorker, PhoneCalls, Request, SessionCalls, SyncState, VaultCalls, WorkerCalls } from "./protocol";
import type { Failure, News } from "./types";
import { scriptUrl } from "./trusted";
import workerUrl from "./worker.ts?worker&url";

// A failure of the engine, thrown by every call.
export class EngineError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.why);
  }
}

// Why the engine itself cannot go on: `crashed` after a panic or a lost worker; nothing that was answered is lost.
export type Lost = "crashed";

export type TextSession = SessionCalls;

const ENDED: Failure = { code: "crashed", words: "", field: null, wait_seconds: null, why: "the worker ended" };

type Waiting = { resolve: (value: unknown) => void; reject: (why: Error) => void };
// A request before it has its number.
type Unnumbered = Request extends infer R ? (R extends Request ? Omit<R, "id"> : never) : never;

export class Engine {
  readonly worker = this.#remote("worker") as WorkerCalls;
  readonly phone = this.#remote("phone") as PhoneCalls;
  readonly vault = this.#remote("vault") as VaultCalls;
  // Called for everything that changed, with the worker's own words.
  onNews: (news: News) => void = () => undefined;
  onSync: (state: SyncState) => void = () => undefined;
  onLost: (why: Lost) => void = () => undefined;

  #port: Worker;
  // Nobody answers any more, until the engine begins anew.
  #hasEnded = false;
  #loading: Promise<void> | undefined;
  #next = 1;
  #waiting = new Map<number, Waiting>();

  constructor(private readonly make: () => Worker = worker) {
    this.#port = this.#start();
  }

  // Fetches the engine, once for each worker, and without the files: it may begin before anybody knows whose they are.
  load(): Promise<void> {
    const loading = (this.#loading ??= this.worker.load(isKept()));
    // What failed for want of a line is tried again by whoever asks next.
    loading.catch(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    return loading;
  }

  // Ends the worker and begins with a new one; calls without an answer fail, and what they wrote may be on disk.
  restart(): void {
    this.#port.terminate();
    this.#fail();
    this.#port = this.#start();
  }

  // Sits down at a running text of a record; what is typed there is on disk when `splice` returns.
  async text(id: string, place: string): Promise<TextSession> {
    const session = await this.worker.open_text(id, place);
    // The next worker numbers its sessions anew: what was this one's is nobody's there.
    const port = this.#port;
    return remote((call, args) => {
      if (port !== this.#port) return Promise.reject(new EngineError(ENDED));
      return this.#ask({ on: "session", session, call, args });
    }) as SessionCalls;
  }

  #remote(on: "worker" | "phone" | "vault"): object {
    return remote((call, args) => this.#ask({ on, call, args } as Unnumbered));
  }

  #start(): Worker {
    const port = this.make();
    this.#hasEnded = false;
    this.#loading = undefined;
    port.onmessage = (message: MessageEvent<FromWorker>) => {
      if (port === this.#port) this.#hear(message.data);
    };
    port.onerror = () => {
      if (port !== this.#port) return;
      this.#hasEnded = true;
      this.#fail();
      this.onLost("crashed");
    };
    return port;
  }

  #ask(request: Unnumbered): Promise<unknown> {
    if (this.#hasEnded) return Promise.reject(new EngineError(ENDED));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ ...request, id });
    });
  }

  #hear(said: FromWorker): void {
    if ("event" in said) {
      this.#tell(said);
    } else {
      this.#answer(said);
    }
  }

  #answer(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("failure" in answer) {
      waiting?.reject(new EngineError(answer.failure));
      if (answer.failure.code === "crashed") this.onLost("crashed");
    } else {
      waiting?.resolve(answer.value);
    }
  }

  #tell(event: Event): void {
    if (event.event === "news") this.onNews(event.news);
    else this.onSync(event.state);
  }

  #fail(): void {
    for (const { reject } of this.#waiting.values()) reject(new EngineError(ENDED));
    this.#waiting.clear();
  }
}

function remote(ask: (call: string, args: unknown[]) => Promise<unknown>): object {
  const known = new Map<string, (...args: unknown[]) => Promise<unknown>>();
  return new Proxy({}, {
    get(_, call) {
      // A promise is recognised by `then`: this is none.
      if (typeof call !== "string" || call === "then") return undefined;
      const made = known.get(call) ?? ((...args: unknown[]) => ask(call, args));
      known.set(call, made);
      return made;
    },
  });
}

// Whether the service worker answers, which believes no file of its release without its digest.
function isKept(): boolean {
  return "serviceWorker" in navigator && navigator.serviceWorker.controller !== null;
}

function worker(): Worker {
  return new Worker(scriptUrl(workerUrl) as string, { type: "module", name: "sen" });
}
