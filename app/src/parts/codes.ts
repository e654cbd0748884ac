// What the engine declares once and for all: its codes with their words, and its kinds of records. Asked once a language.

import { useEffect, useState } from "preact/hooks";
import type { Engine } from "../engine/client";
import type { Code, KindSpec } from "../engine/types";
import { useEngine } from "../state/engine";
import { useLanguage } from "../words";

const known = new Map<string, unknown>();

function useOnce<T>(key: string, ask: (engine: Engine) => Promise<T>, none: T): T {
  const engine = useEngine();
  const language = useLanguage();
  const whole = `${language} ${key}`;
  const [value, setValue] = useState<T>((known.get(whole) as T | undefined) ?? none);
  useEffect(() => {
    let isHere = true;
    const had = known.get(whole) as T | undefined;
    if (had !== undefined) {
      setValue(had);
      return undefined;
    }
    ask(engine)
      .then((answer) => {
        known.set(whole, answer);
        if (isHere) setValue(answer);
      })
      // The screen's own question fails as well and says so.
      .catch(() => undefined);
    return () => {
      isHere = false;
    };
  }, [whole]);
  return value;
}

const NONE: Code[] = [];
const NO_SPECS: KindSpec[] = [];

export function useCodes(family: string): Code[] {
  return useOnce(`codes ${family}`, (engine) => engine.worker.code_list(family), NONE);
}

export function useSpecs(): KindSpec[] {
  return useOnce("specs", (engine) => engine.worker.kind_specs(), NO_SPECS);
}

// The words of a code; a code of a newer version stands for itself.
export function wordsOf(codes: readonly Code[], code: string): string {
  return codes.find((one) => one.code === code)?.words ?? code;
}
