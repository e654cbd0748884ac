// A failure on its way through the worker, as an error that can be thrown.

import type { Failure } from "./types";

export class Failed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.why);
  }
}

// One of the worker's own, which the page has words for.
export function failed(code: string, why: string): Failed {
  return new Failed({ code, words: "", field: null, wait_seconds: null, why });
}

// Whatever was thrown, as a failure: the engine throws its own as they are; a panic is a trap of the machine it runs in.
export function failureOf(why: unknown): Failure {
  if (why instanceof Failed) return why.failure;
  if (why instanceof WebAssembly.RuntimeError) return failed("crashed", why.message).failure;
  if (typeof why === "object" && why !== null && "code" in why && "why" in why) return why as Failure;
  return failed("retry", why instanceof Error ? `${why.name}: ${why.message}` : String(why)).failure;
}
