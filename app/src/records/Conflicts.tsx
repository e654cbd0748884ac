// Every place of a record where people wrote different things apart, those that a person has to decide first.

import type { Conflict } from "../engine/types";
import { useAsk } from "../parts/ask";
import { LinkRow } from "../parts/LinkRow";
import { Shown } from "../parts/Shown";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { usePlaceWords } from "./placeWords";
import { pathOf } from "./paths";

export function conflictPath(id: string, conflict: Pick<Conflict, "part" | "key">): string {
  // A running text has no leaf.
  const place = conflict.key === "" ? [conflict.part] : [conflict.part, conflict.key];
  return `/records/${id}/conflicts/${place.map(encodeURIComponent).join("/")}`;
}

export function Conflicts({ id }: { id: string }) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.record(id), [id], [id]);
  const line = asked.at === "there" ? asked.value.line : null;
  return (
    <Page title={t.records.conflicts} eyebrow={line?.title} back={{ to: line ? pathOf(line) : `/records/${id}`, label: t.records.one }}>
      <p class="soft">{t.records.conflictNote}</p>
      <Shown asked={asked}>
        {(record) =>
          record.conflicts.length === 0 ? (
            <p class="note good">
              <Icon name="check" />
              <span>{t.records.noConflicts}</span>
            </p>
          ) : (
            <>
              <ConflictList id={id} kind={record.line.kind} conflicts={record.conflicts.filter((one) => one.needs_decision)} title={t.records.toDecide} />
              <ConflictList id={id} kind={record.line.kind} conflicts={record.conflicts.filter((one) => !one.needs_decision)} title={t.records.settledBySelf} />
            </>
          )
        }
      </Shown>
    </Page>
  );
}

function ConflictList({ id, kind, conflicts, title }: { id: string; kind: string; conflicts: Conflict[]; title: string }) {
  const t = useWords();
  const words = usePlaceWords(kind);
  if (conflicts.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="list">
        {conflicts.map((conflict) => (
          <LinkRow
            key={`${conflict.part}/${conflict.key}`}
            to={conflictPath(id, conflict)}
            title={words(conflict.part, conflict.key)}
            note={conflict.values.map((one) => one.value || t.records.runningText).join(" · ")}
          />
        ))}
      </ul>
    </section>
  );
}
