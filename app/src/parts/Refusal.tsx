// What the engine refused, in its own words: at the field it names, or as a note.

import { EngineError } from "../engine/client";
import type { Failure } from "../engine/types";
import { useWords } from "../words";

export function failureOf(why: unknown): Failure {
  if (why instanceof EngineError) return why.failure;
  return { code: "retry", words: "", field: null, wait_seconds: null, why: String(why) };
}

// A refusal that no field of the form says itself.
export function Refusal({ failure, fields = [] }: { failure: Failure | null; fields?: readonly string[] }) {
  const t = useWords();
  if (!failure || (failure.field !== null && fields.includes(failure.field))) return null;
  return (
    <p class="note bad" role="alert">
      <span>{failure.words || t.records.failed}</span>
    </p>
  );
}

// A refusal of this very field.
export function FieldError({ failure, name, id }: { failure: Failure | null; name: string | readonly string[]; id?: string }) {
  if (!failure || failure.field === null || ![name].flat().includes(failure.field)) return null;
  return (
    <p class="error" role="alert" id={id}>
      {failure.words}
    </p>
  );
}
