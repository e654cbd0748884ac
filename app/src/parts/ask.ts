// A question to the engine whose answer is asked again when the records it rests on change.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Engine } from "../engine/client";
import type { Failure } from "../engine/types";
import { useEngine, useNews } from "../state/engine";
import { Pace } from "./pace";
import { failureOf } from "./Refusal";

export type Asked<T> = { at: "loading" } | { at: "failed"; failure: Failure; again: () => void } | { at: "there"; value: T };

// `records` are the records whose news make the answer old: those ids, any for null, none for an empty list. An answer that
// is there stays on the screen until the next one has come. `known` gives an answer that is there before the question, as long
// as nothing has changed: it is asked for at the first drawing, and once more when the screen begins to hear what changes.
export function useAsk<T>(
  ask: (engine: Engine) => Promise<T>,
  deps: unknown[],
  records: readonly string[] | null = null,
  known: () => T | null = () => null,
): Asked<T> {
  const engine = useEngine();
  const [asked, setAsked] = useState<Asked<T>>(() => {
    const value = known();
    return value === null ? { at: "loading" } : { at: "there", value };
  });
  const isFirst = useRef(true);
  const latest = useRef(0);
  const run = useCallback(() => {
    const number = ++latest.current;
    ask(engine)
      .then((value) => number === latest.current && setAsked({ at: "there", value }))
      .catch((why: unknown) => {
        if (number === latest.current) setAsked({ at: "failed", failure: failureOf(why), again: run });
      });
  }, [engine, ...deps]);
  useEffect(() => {
    if (!isFirst.current || known() === null) run();
    isFirst.current = false;
    return () => {
      latest.current += 1;
    };
  }, [run]);
  const again = useRef(run);
  again.current = run;
  const pace = useRef<Pace | null>(null);
  pace.current ??= new Pace(() => again.current());
  useEffect(() => () => pace.current?.stop(), []);
  useNews((news) => {
    const touched = records === null ? news.records.length > 0 : news.records.some((change) => records.includes(change.id));
    if (touched) pace.current?.soon();
  });
  return asked;
}
