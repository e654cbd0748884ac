// The three states of an answer: on its way, refused with its reason and another try, or there.

import type { ComponentChildren } from "preact";
import { useWords } from "../words";
import type { Asked } from "./ask";

export function Shown<T>({ asked, children }: { asked: Asked<T>; children: (value: T) => ComponentChildren }) {
  const t = useWords();
  if (asked.at === "there") return <>{children(asked.value)}</>;
  if (asked.at === "loading") {
    return (
      <p class="soft" role="status">
        {t.records.loading}
      </p>
    );
  }
  return (
    <div class="note bad" role="alert">
      <span>{asked.failure.words || t.records.failed}</span>
      <button type="button" class="btn plain" onClick={asked.again}>
        {t.records.again}
      </button>
    </div>
  );
}
