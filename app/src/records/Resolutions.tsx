// The cell's resolutions, narrowed by their state and by words.

import { useAsk } from "../parts/ask";
import { useSpecs } from "../parts/codes";
import { LineList } from "../parts/LineList";
import { useQueryParam } from "../parts/query";
import { SearchBox } from "../parts/SearchBox";
import { Shown } from "../parts/Shown";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { dayShort } from "../parts/days";
import { kindOf } from "./spec";

export function Resolutions() {
  const t = useWords();
  const [state, setState] = useQueryParam("state");
  const [text, setText] = useQueryParam("q");
  const states = kindOf(useSpecs(), "resolution")?.states ?? [];
  const asked = useAsk(
    (engine) => engine.vault.records({ kind: "resolution", text, state: state === "" ? null : state }),
    [text, state],
    null,
  );
  const words = (code: string) => states.find((one) => one.code === code)?.words ?? "";
  return (
    <Page title={t.records.resolutions} back={{ to: "/tasks", label: t.records.tasks }}>
      <SearchBox label={t.records.findResolution} placeholder={t.records.findResolutionFew} value={text} onFind={setText} />
      <div class="chips" role="group" aria-label={t.records.filterState}>
        {[{ code: "", words: t.records.all }, ...states].map((one) => (
          <button key={one.code} type="button" class="chip" aria-pressed={state === one.code} onClick={() => setState(one.code)}>
            {one.words}
          </button>
        ))}
      </div>
      <Shown asked={asked}>
        {(lines) =>
          lines.length === 0 ? (
            <p class="note">{text ? t.records.noneFound(text) : t.records.noResolutions}</p>
          ) : (
            <LineList
              lines={lines}
              to={(line) => (line.about ? `/meetings/${line.about}/resolution` : `/records/${line.id}`)}
              note={(line) => <small>{[words(line.state), line.day && dayShort(line.day)].filter(Boolean).join(" · ")}</small>}
            />
          )
        }
      </Shown>
      <p class="small">{t.records.resolutionFrom}</p>
    </Page>
  );
}
