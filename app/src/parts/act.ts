// A command to the engine, with what it refused; one after the other.

import { useRef, useState } from "preact/hooks";
import type { Engine } from "../engine/client";
import type { Failure } from "../engine/types";
import { useEngine } from "../state/engine";
import { failureOf } from "./Refusal";

// `act` answers whether it was done. While one is under way another of the same place waits for it.
export function useAct() {
  const engine = useEngine();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const before = useRef<Promise<unknown>>(Promise.resolve());
  const act = (command: (engine: Engine) => Promise<unknown>): Promise<boolean> => {
    const run = async () => {
      setBusy(true);
      try {
        await command(engine);
        setFailure(null);
        return true;
      } catch (why) {
        setFailure(failureOf(why));
        return false;
      } finally {
        setBusy(false);
      }
    };
    const done = before.current.then(run);
    before.current = done;
    return done;
  };
  return { act, failure, busy };
}
