// What a person should know about this phone, each in one sentence with what to do.

import { type Condition, conditionsOf } from "../state/conditions";
import { useOnline, useSync } from "../state/engine";
import { useRoute } from "../state/router";
import { useSafety } from "../state/safety";
import { spanOf } from "../state/span";
import { useStorage } from "../state/storage";
import { opens, takeUpdate, update } from "../state/update";
import { useStore } from "../state/store";
import { type Words, useWords } from "../words";
import { Icon } from "./Icon";
import { Link } from "./Link";

// `most` of them at most, the most pressing first.
export function Conditions({ most = Infinity }: { most?: number }) {
  const t = useWords();
  const safety = useSafety();
  const kept = useStorage();
  const online = useOnline();
  const sync = useSync();
  const opensNow = useStore(opens);
  const { path } = useRoute();
  if (!safety) return null;
  const all = conditionsOf(safety.health, { kept, online, opens: opensNow }, sync, safety.unsent).slice(0, most);
  if (all.length === 0) return null;
  return (
    <section aria-label={t.safety.toKnow}>
      {all.map((condition) => (
        <div key={condition.code} class={`note ${condition.tone}`}>
          <Icon name={condition.code === "clock" ? "clock" : "warn"} />
          <p>{sentence(condition, t)}</p>
          {condition.to && condition.to !== path && <Link to={condition.to}>{t.safety.conditionTo[condition.to]}</Link>}
        </div>
      ))}
    </section>
  );
}

function sentence({ code, amount }: Condition, t: Words): string {
  if (code === "clock") {
    const span = t.safety.span(spanOf(Math.abs(amount)));
    return amount > 0 ? t.safety.clockFast(span) : t.safety.clockSlow(span);
  }
  const said = t.safety.conditions[code];
  return typeof said === "string" ? said : said(amount);
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
