// The key of a PIN, made by a second engine in a worker of its own.
//
// It takes 32 MiB, and the memory of an engine only ever grows: made in the engine that goes on, they would be the phone's for
// as long as the app is open. The second one ends once it has answered.

import { failed, Failed } from "./failed";
import type { FromWorker, Request } from "./protocol";
import { scriptUrl } from "./trusted";

// How long it may take, on the slowest phone; then the engine makes the key by itself, and nobody waits for a worker that is gone.
const PATIENCE_MS = 20_000;

export class PinMaker {
  #port: Worker | undefined;

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

  // The key; nothing where the second engine could not make it, as on a phone without memory for two.
  async key(secret: Uint8Array, pin: string, work: Uint8Array): Promise<Uint8Array | undefined> {
    this.prepare();
    // Who asks next has one of their own.
    const port = this.#port;
    this.#port = undefined;
    if (!port) return undefined;
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
        port.postMessage({ id: 1, on: "worker", call: "pin_key", args: [secret, pin, work] } satisfies Request);
      });
    } catch {
      return undefined;
    } finally {
      clearTimeout(patience);
      port.terminate();
    }
  }
}

function worker(): Worker {
  return new Worker(scriptUrl(self.location.href) as string, { type: "module", name: "sen-pin" });
}
