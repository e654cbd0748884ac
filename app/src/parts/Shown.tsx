// The three states of an answer: on its way, refused with its reason and another try, or there.

import type { ComponentChildren } from "preact";
import { useWords } from "../words";
import type { Asked } from "./ask";

export function Shown<T>({ asked, children }: { asked: Asked<T>; children: (value: T) => ComponentChildren }) {
  const t = useWords();
  if (asked.at === "there") return <>{children(asked.value)}</>;
  if (asked.at === "loading") return <Loading />;
  return (
    <div class="note bad" role="alert">
      <span>{asked.failure.words || t.records.failed}</span>
      <button type="button" class="btn plain" onClick={asked.again}>
        {t.records.again}
      </button>
    </div>
  );
}

// What is being read, a form that was begun as well, says so instead of standing empty.
export function Loading() {
  const t = useWords();
  return (
    <p class="soft" role="status">
      {t.records.loading}
    </p>
  );
}
