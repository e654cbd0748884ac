// One field of a record that exists, by its declared shape; its value is kept as soon as it is given.

import type { FieldSpec, RecordField } from "../engine/types";
import { useAct } from "../parts/act";
import { LiveText } from "../parts/LiveText";
import { PersonField } from "../parts/PersonField";
import { RecordField as RecordOf } from "../parts/RecordField";
import { Refusal } from "../parts/Refusal";
import { ValueInput } from "../parts/ValueInput";
import { useWords } from "../words";
import { isNumber } from "./spec";

type Props = { id: string; place: string; spec: FieldSpec; filled: RecordField | undefined };

const TYPES: Record<string, "date" | "time"> = { date: "date", time: "time" };

export function FieldInput({ id, place, spec, filled }: Props) {
  const t = useWords();
  const value = filled?.value ?? null;
  if (spec.of_step) return <Fixed label={spec.words} words={filled?.words} />;
  switch (spec.shape) {
    case "text":
      return <LiveText id={id} place={place} label={spec.words} rows={4} />;
    case "person":
      return <PersonField id={id} place={place} label={spec.words} person={value === null ? null : { key: value, name: filled?.words ?? value }} />;
    case "code":
      return <CodeField id={id} place={place} spec={spec} value={value} />;
    case "flag":
      return <FlagField id={id} place={place} spec={spec} value={value} />;
    case "record":
      if (spec.of_kinds.length === 0) return <Fixed label={spec.words} words={filled?.words} />;
      return <RecordOf id={id} place={place} spec={spec} record={value === null ? null : { id: value, title: filled?.words ?? "" }} />;
    default:
      return (
        <ValueInput
          id={id}
          place={place}
          label={spec.words}
          value={["partial_date", "money"].includes(spec.shape) ? (filled?.words ?? null) : value}
          type={TYPES[spec.shape] ?? "text"}
          inputmode={isNumber(spec) ? "numeric" : "text"}
          {...(spec.shape === "partial_date" ? { hint: t.records.partialDate } : {})}
        />
      );
  }
}

// What only a step sets, or what follows from where the record came from.
function Fixed({ label, words }: { label: string; words: string | undefined }) {
  if (!words) return null;
  return (
    <div class="field">
      <span class="label">{label}</span>
      <p>{words}</p>
    </div>
  );
}

type CodeProps = { id: string; place: string; spec: FieldSpec; value: string | null };

function CodeField({ id, place, spec, value }: CodeProps) {
  const { act, failure } = useAct();
  const put = (code: string) => act((engine) => engine.vault.set(id, [{ name: place, value: code }]));
  return (
    <fieldset class="field">
      <legend class="label">{spec.words}</legend>
      <div class="chips">
        {spec.codes.map(({ code, words }) => (
          <label key={code} class="chip">
            <input type="radio" name={place} checked={code === value} onChange={() => void put(code)} />
            {words}
          </label>
        ))}
      </div>
      <Refusal failure={failure} />
    </fieldset>
  );
}

function FlagField({ id, place, spec, value }: CodeProps) {
  const { act, failure } = useAct();
  const put = (holds: boolean) => act((engine) => engine.vault.set(id, [{ name: place, value: String(holds) }]));
  return (
    <div class="field">
      <label class="choice">
        <input type="checkbox" checked={value === "true"} onChange={(event) => void put(event.currentTarget.checked)} />
        <strong>{spec.words}</strong>
      </label>
      <Refusal failure={failure} />
    </div>
  );
}
