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

// Whatever was thrown in the worker's own code, as a failure.
export function failureOf(why: unknown): Failure {
  if (why instanceof Failed) return why.failure;
  if (isFailure(why)) return why;
  return failed("retry", wordsOf(why)).failure;
}

export function isFailure(why: unknown): why is Failure {
  return typeof why === "object" && why !== null && "code" in why && "why" in why;
}

export function wordsOf(why: unknown): string {
  return why instanceof Error ? `${why.name}: ${why.message}` : String(why);
}
