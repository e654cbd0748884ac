// A form that is not given yet: what stands in it is in the person's book with every letter, and is there again when they
// come back. Only what is given makes a change of a record.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Failure, Field } from "../engine/types";
import { useEngine } from "../state/engine";
import { useSession, useSessions } from "../state/useSession";
import { Latest } from "./latest";
import { failureOf } from "./Refusal";

export type Form = {
  // What stands in it by name, or nothing while that is not known yet.
  kept: Readonly<Record<string, string>> | null;
  // Why its last letters are not kept.
  failure: Failure | null;
  keep: (fields: Field[]) => void;
  // It was given.
  forget: () => void;
};

// The form of a name, about a record or about none.
export function useForm(name: string, about?: string): Form {
  const engine = useEngine();
  const { left } = useSessions();
  const session = useSession();
  const profile = useRef(session.at === "open" ? session.profile.id : "");
  // Drawn when it is known, and not with every letter: the fields are the browser's.
  const [isKnown, setKnown] = useState(false);
  const kept = useRef<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const keeper = useRef<Latest<Field[]> | null>(null);
  useEffect(() => {
    let isHere = true;
    const say = (why: unknown) => isHere && setFailure(why === null ? null : failureOf(why));
    const latest = new Latest((fields: Field[]) => engine.vault.keep_form(name, fields, about), say);
    const before = left.form(`${profile.current} ${about ?? ""} ${name}`, latest);
    const unwatch = left.watch(latest);
    keeper.current = latest;
    setKnown(false);
    // What an engine that went did not keep is in this page's memory.
    if (before) latest.give(before);
    const know = (fields: Field[]) => {
      if (!isHere) return;
      kept.current = byName(fields);
      setKnown(true);
    };
    (before ? Promise.resolve(before) : engine.vault.form(name, about)).then(know).catch((why: unknown) => {
      say(why);
      know([]);
    });
    return () => {
      isHere = false;
      void latest.settled().then(unwatch);
    };
  }, [engine, left, name, about]);
  const keep = (fields: Field[]) => {
    kept.current = byName(fields);
    keeper.current?.give(fields);
  };
  return { kept: isKnown ? kept.current : null, failure, keep, forget: () => keep([]) };
}

function byName(fields: Field[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}
