// Every call into the engine: what it throws is a failure of its own, or the engine is gone.
//
// A panic traps, an overflow of its stack is the browser's own error, and an object that a panic left borrowed refuses with
// another: whatever is no failure leaves an engine of which nothing can be believed, and nothing more is asked of it.

import { Failed, failed, isFailure, wordsOf } from "./failed";

export class Calls {
  #crash: Failed | null = null;

  // Throws once the engine is gone.
  check(): void {
    if (this.#crash) throw this.#crash;
  }

  // The same object, of which every function is called here.
  over<T extends object>(thing: T): T {
    return new Proxy(thing, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name, target);
        if (typeof found !== "function") return found;
        return (...args: unknown[]) => this.#call(() => Reflect.apply(found, target, args) as unknown);
      },
    });
  }

  #call(call: () => unknown): unknown {
    this.check();
    try {
      const value = call();
      return value instanceof Promise ? value.catch((why: unknown) => this.#fail(why)) : value;
    } catch (why) {
      return this.#fail(why);
    }
  }

  #fail(why: unknown): never {
    if (isFailure(why)) throw new Failed(why);
    this.#crash ??= failed("crashed", wordsOf(why));
    throw this.#crash;
  }
}
