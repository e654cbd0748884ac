// The key of a PIN, made by a second engine in a worker of its own.
//
// It takes 32 MiB, and the memory of an engine only ever grows: made in the engine that goes on, they would be the phone's for
// as long as the app is open. The second one ends once it has answered.

import { failed, Failed } from "./failed";
import type { FromWorker, Request } from "./protocol";
import { scriptUrl } from "./trusted";

// How long it may take, on the slowest phone; then the engine makes the key by itself, and nobody waits for a worker that is gone.
const PATIENCE_MS = 20_000;
// How long a key that nobody asked for is kept.
const FORESEEN_MS = 60_000;

// A key that is being made.
type Making = { key: Promise<Uint8Array | undefined>; end: () => void };
// One that may be asked for, and of what it is.
type Foreseen = Making & { secret: Uint8Array; pin: string; work: Uint8Array; forgotten: ReturnType<typeof setTimeout> };

export class PinMaker {
  #port: Worker | undefined;
  #foreseen: Foreseen | undefined;

  // `start` begins a worker of this same script; `module` is the engine, compiled.
  constructor(private readonly module: WebAssembly.Module, private readonly start: () => Worker = worker) {}

  // Begins the second engine while the PIN is typed.
  prepare(): void {
    if (this.#port) return;
    try {
      const port = this.start();
      // One that ends before it is asked is none.
      port.onerror = () => {
        if (this.#port === port) this.#port = undefined;
      };
      this.#port = port;
      port.postMessage({ id: 0, on: "worker", call: "begin_pin", args: [this.module] } satisfies Request);
    } catch {
      // A browser in which a worker starts none: the engine makes the key by itself.
      this.#port = undefined;
    }
  }

  // Begins the key of what may be the whole PIN, while a finger moves on to the button. Whether it is right is asked by
  // nobody before that.
  foresee(secret: Uint8Array, pin: string, work: Uint8Array): void {
    this.forget();
    const forgotten = setTimeout(() => this.forget(), FORESEEN_MS);
    this.#foreseen = { secret, pin, work, forgotten, ...this.#make(secret, pin, work) };
  }

  // Lets go of a key that was foreseen and not asked for.
  forget(): void {
    const foreseen = this.#taken();
    void foreseen?.key.then((key) => key?.fill(0));
    foreseen?.end();
  }

  // The key; nothing where the second engine could not make it, as on a phone without memory for two.
  key(secret: Uint8Array, pin: string, work: Uint8Array): Promise<Uint8Array | undefined> {
    const { secret: of, pin: typed, work: by } = this.#foreseen ?? {};
    if (typed === pin && isSame(of, secret) && isSame(by, work)) {
      const foreseen = this.#taken();
      if (foreseen) return foreseen.key;
    }
    this.forget();
    return this.#make(secret, pin, work).key;
  }

  #taken(): Foreseen | undefined {
    const foreseen = this.#foreseen;
    this.#foreseen = undefined;
    clearTimeout(foreseen?.forgotten);
    return foreseen;
  }

  #make(secret: Uint8Array, pin: string, work: Uint8Array): Making {
    this.prepare();
    // Who asks next has one of their own.
    const port = this.#port;
    this.#port = undefined;
    if (!port) return { key: Promise.resolve(undefined), end: () => undefined };
    return { key: answered(port, { id: 1, on: "worker", call: "pin_key", args: [secret, pin, work] }), end: () => port.terminate() };
  }
}

// What the second engine answers; nothing where it cannot. It has ended by then.
async function answered(port: Worker, request: Request): Promise<Uint8Array | undefined> {
  let patience: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if ("event" in data || (data.id === 0 && !("failure" in data))) return;
        if ("failure" in data) reject(new Failed(data.failure));
        else resolve(data.value as Uint8Array);
      };
      port.onerror = () => reject(failed("crashed", "the worker of the PIN ended"));
      patience = setTimeout(() => reject(failed("retry", "the worker of the PIN does not answer")), PATIENCE_MS);
      port.postMessage(request);
    });
  } catch {
    return undefined;
  } finally {
    clearTimeout(patience);
    port.terminate();
  }
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function worker(): Worker {
  return new Worker(scriptUrl(self.location.href) as string, { type: "module", name: "sen-pin" });
}
