// The records of one kind, narrowed by their state and by words.

import type { ComponentChildren } from "preact";
import type { RecordLine } from "../engine/types";
import { useAsk } from "../parts/ask";
import { useSpecs, wordsOf } from "../parts/codes";
import { dayShort } from "../parts/days";
import { LineList } from "../parts/LineList";
import { useQueryParam } from "../parts/query";
import { SearchBox } from "../parts/SearchBox";
import { Shown } from "../parts/Shown";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { kindOf } from "./spec";

type Props = {
  kind: string;
  title: string;
  back: { to: string; label: string };
  find: { label: string; few: string };
  none: string;
  to: (line: RecordLine) => string;
  children?: ComponentChildren;
};

export function KindList({ kind, title, back, find, none, to, children }: Props) {
  const t = useWords();
  const [state, setState] = useQueryParam("state");
  const [text, setText] = useQueryParam("q");
  const states = kindOf(useSpecs(), kind)?.states ?? [];
  const asked = useAsk(
    (engine) => engine.vault.records({ kind, text, state: state === "" ? null : state }),
    [kind, text, state],
    null,
  );
  const note = (line: RecordLine) => [line.state && wordsOf(states, line.state), line.day && dayShort(line.day)];
  return (
    <Page title={title} back={back}>
      <SearchBox label={find.label} placeholder={find.few} value={text} onFind={setText} />
      {states.length > 0 && (
        <div class="chips" role="group" aria-label={t.records.filterState}>
          {[{ code: "", words: t.records.all }, ...states].map((one) => (
            <button key={one.code} type="button" class="chip" aria-pressed={state === one.code} onClick={() => setState(one.code)}>
              {one.words}
            </button>
          ))}
        </div>
      )}
      <Shown asked={asked}>
        {(lines) =>
          lines.length === 0 ? (
            <p class="note">{text ? t.records.noneFound(text) : none}</p>
          ) : (
            <LineList lines={lines} to={to} note={(line) => <small>{note(line).filter(Boolean).join(" · ")}</small>} />
          )
        }
      </Shown>
      {children}
    </Page>
  );
}
