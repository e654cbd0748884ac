// The items the engine proposes for an agenda, by what each is proposed from, taken by tapping; those that are there already are not asked again.

import { useState } from "preact/hooks";
import type { ProposedItem } from "../engine/types";
import { useAct } from "../parts/act";
import { Refusal } from "../parts/Refusal";
import { useWords } from "../words";

export function Proposals({ id, items }: { id: string; items: ProposedItem[] }) {
  const t = useWords();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { act, failure, busy } = useAct();
  const open = items.filter((item) => !item.is_there);
  if (open.length === 0) return null;
  const taken = open.filter((item) => !left.has(item.title)).map((item) => item.title);
  const toggle = (title: string) => {
    const now = new Set(left);
    if (!now.delete(title)) now.add(title);
    setLeft(now);
  };
  return (
    <section>
      <h2>{t.meeting.proposed}</h2>
      <p class="soft">{t.meeting.proposedNote}</p>
      {[...new Set(open.map((item) => item.from_words))].map((from) => (
        <fieldset key={from}>
          <legend class="from">{from}</legend>
          {open
            .filter((item) => item.from_words === from)
            .map((item) => (
              <label key={item.title} class="choice">
                <input type="checkbox" checked={!left.has(item.title)} onChange={() => toggle(item.title)} />
                <strong>{item.title}</strong>
              </label>
            ))}
        </fieldset>
      ))}
      <Refusal failure={failure} />
      <button
        type="button"
        class="btn plain"
        aria-disabled={busy || taken.length === 0}
        onClick={() => taken.length > 0 && void act((engine) => engine.vault.take_agenda(id, taken))}
      >
        {t.meeting.takeItems(taken.length)}
      </button>
    </section>
  );
}
