// Which of a list of names a typed beginning means, marks or no marks, as the engine compares names.

import { useEffect, useState } from "preact/hooks";
import { useEngine } from "../state/engine";

// The places of the names that match; all of them while nothing is typed.
export function useMatches(typed: string, names: string[]): ReadonlySet<number> {
  const engine = useEngine();
  const all = names.join("\n");
  const [found, setFound] = useState<{ typed: string; all: string; at: number[] } | null>(null);
  useEffect(() => {
    let isHere = true;
    if (typed.trim() !== "") {
      engine.worker
        .person_matches(typed, names)
        .then((at) => isHere && setFound({ typed, all, at }))
        .catch(() => undefined);
    }
    return () => {
      isHere = false;
    };
  }, [typed, all]);
  // Until the answer for what is typed has come, nobody is hidden.
  const isAnswered = found !== null && found.typed === typed && found.all === all && typed.trim() !== "";
  return new Set(isAnswered ? found.at : names.keys());
}
