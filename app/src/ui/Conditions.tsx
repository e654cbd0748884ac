// What a person should know about this phone, each in one sentence with what to do.

import { conditionsOf } from "../state/conditions";
import { useOnline, useSync } from "../state/engine";
import { useSafety } from "../state/safety";
import { useStorage } from "../state/storage";
import { takeUpdate, update } from "../state/update";
import { useStore } from "../state/store";
import { useWords } from "../words";
import { Icon } from "./Icon";

// `most` of them at most, the most pressing first.
export function Conditions({ most = 9 }: { most?: number }) {
  const t = useWords();
  const safety = useSafety();
  const kept = useStorage();
  const online = useOnline();
  const sync = useSync();
  if (!safety) return null;
  const all = conditionsOf(safety.health, kept, online, sync, safety.unsent).slice(0, most);
  if (all.length === 0) return null;
  return (
    <section aria-label={t.safety.toKnow}>
      {all.map(({ code, tone }) => (
        <div key={code} class={`note ${tone}`}>
          <Icon name="warn" />
          <p>{t.safety.conditions[code]}</p>
        </div>
      ))}
    </section>
  );
}

// One line about a newer version; it waits for as long as the person likes.
export function UpdateLine() {
  const t = useWords();
  const state = useStore(update);
  if (state === "none") return null;
  return (
    <div class="note lotus" role="status">
      <Icon name="sync" />
      <p>{t.safety.update[state]}</p>
      {state !== "taking" && (
        <button type="button" class="btn plain" onClick={() => takeUpdate()}>
          {t.safety.takeUpdate}
        </button>
      )}
    </div>
  );
}
