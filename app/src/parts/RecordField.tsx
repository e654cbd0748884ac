// Another record that a record names: shown by its title, chosen in a sheet from those that fit.

import { useState } from "preact/hooks";
import type { Engine } from "../engine/client";
import type { FieldSpec, RecordLine } from "../engine/types";
import { useWords } from "../words";
import { useAct } from "./act";
import { useAsk } from "./ask";
import { dayShort } from "./days";
import { Pick } from "./Pick";
import { Refusal } from "./Refusal";
import { SearchBox } from "./SearchBox";
import { Shown } from "./Shown";

// Those of today's work; what is older is found by its words.
const SHOWN_MAX = 12;

// A record as a form shows it; without a title it is looked up.
export type Named = { id: string; title: string };

type Props = { id: string; place: string; spec: FieldSpec; record: Named | null };

export function RecordField({ id, place, spec, record }: Props) {
  const { act, failure } = useAct();
  return (
    <div class="field">
      <RecordChoice spec={spec} label={spec.words} record={record} onPick={(one) => void act((engine) => engine.vault.set(id, [{ name: place, value: one?.id ?? "" }]))} />
      <Refusal failure={failure} />
    </div>
  );
}

type ChoiceProps = { spec: FieldSpec; label: string; record: Named | null; onPick: (record: Named | null) => void };

// The same where the record is not begun yet.
export function RecordChoice({ spec, label, record, onPick }: ChoiceProps) {
  const t = useWords();
  const named = useAsk(
    async (engine) => (record && record.title === "" ? (await engine.vault.record(record.id)).line.title : (record?.title ?? "")),
    [record?.id, record?.title],
    [],
  );
  const title = named.at === "there" ? named.value : "";
  return (
    <Pick label={label} chosen={record && (title || t.records.untitled)} onPick={onPick}>
      {(pick) => <FromRecords spec={spec} label={label} record={record} onPick={pick} />}
    </Pick>
  );
}

async function found(engine: Engine, kinds: readonly string[], text: string): Promise<RecordLine[]> {
  const lists = await Promise.all(kinds.map((kind) => engine.vault.records({ kind, text, take: SHOWN_MAX })));
  return lists.flat();
}

function FromRecords({ spec, label, record, onPick }: ChoiceProps) {
  const t = useWords();
  const [text, setText] = useState("");
  const asked = useAsk((engine) => found(engine, spec.of_kinds, text), [text], []);
  // A day that the title has already is not said twice.
  const said = ({ title, day }: RecordLine) => [title || t.records.untitled, day && !title.includes(dayShort(day)) ? dayShort(day) : ""].filter(Boolean).join(", ");
  return (
    <>
      <SearchBox label={t.records.findRecord} value="" onFind={setText} />
      <Shown asked={asked}>
        {(lines) =>
          lines.length === 0 ? (
            <p class="note">{text ? t.records.noneFound(text) : t.records.noneToChoose}</p>
          ) : (
            <fieldset>
              <legend class="unseen">{label}</legend>
              <div class="chips">
                {lines.map((line) => (
                  <label key={line.id} class="chip">
                    <input type="radio" name={label} checked={line.id === record?.id} onChange={() => onPick({ id: line.id, title: said(line) })} />
                    {said(line)}
                  </label>
                ))}
              </div>
            </fieldset>
          )
        }
      </Shown>
      {record && (
        <button type="button" class="btn text" onClick={() => onPick(null)}>
          {t.records.takeOutRecord}
        </button>
      )}
    </>
  );
}
