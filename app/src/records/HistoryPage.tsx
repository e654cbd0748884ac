// Who changed what of a record and when, the latest first, in words.

import type { Change, HistoryLine } from "../engine/types";
import { useAsk } from "../parts/ask";
import { momentWords } from "../parts/days";
import { useQueryParam } from "../parts/query";
import { Shown } from "../parts/Shown";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { pathOf } from "./paths";
import { usePlaceWords } from "./placeWords";

// A long history is read page by page.
const PAGE = 40;

export function HistoryPage({ id }: { id: string }) {
  const t = useWords();
  const [shown, setShown] = useQueryParam("shown");
  const count = Number(shown) || PAGE;
  const asked = useAsk(
    async (engine) => {
      const [record, history] = await Promise.all([engine.vault.record(id), engine.vault.history(id)]);
      return { line: record.line, history: history.reverse() };
    },
    [id],
    [id],
  );
  const line = asked.at === "there" ? asked.value.line : null;
  return (
    <Page title={t.records.history} eyebrow={line?.title} back={{ to: line ? pathOf(line) : `/records/${id}`, label: t.records.one }}>
      <Shown asked={asked}>
        {({ history, line: { kind } }) => (
          <>
            {history.length === 0 && <p class="soft">{t.records.noHistory}</p>}
            <ol class="list">
              {history.slice(0, count).map((one, index) => (
                <Line key={index} line={one} kind={kind} />
              ))}
            </ol>
            {history.length > count && (
              <button type="button" class="btn plain" onClick={() => setShown(String(count + PAGE))}>
                {t.records.older(history.length - count)}
              </button>
            )}
          </>
        )}
      </Shown>
    </Page>
  );
}

function Line({ line, kind }: { line: HistoryLine; kind: string }) {
  return (
    <li class="say">
      <strong>{line.author}</strong>
      <small>{momentWords(line.at_ms)}</small>
      <ul class="changes">
        {line.changes.map((change, index) => (
          <li key={index}>
            <ChangeWords change={change} kind={kind} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function ChangeWords({ change, kind }: { change: Change; kind: string }) {
  const t = useWords();
  const place = usePlaceWords(kind)(change.part, change.key);
  const isText = change.after === null && (change.inserted !== "" || change.deleted > 0);
  if (isText) {
    return (
      <>
        <b>{place}</b>: {change.deleted > 0 && <span>{t.records.deleted(change.deleted)} </span>}
        {change.inserted !== "" && (
          <>
            {t.records.inserted} <ins>{change.inserted}</ins>
          </>
        )}
      </>
    );
  }
  return (
    <>
      <b>{place}</b>: {change.before.length > 0 && <del>{change.before.join(" / ")}</del>}{" "}
      {change.after === null ? t.records.cleared : <ins>{change.after}</ins>}
    </>
  );
}
