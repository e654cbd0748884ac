// Writing one part of a record: its fields where it is a head, its entries with a new one where it is a list, its text.

import { useState } from "preact/hooks";
import type { Field, FieldSpec, PartSpec, Record as SenRecord, RecordEntry } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { useSpecs } from "../parts/codes";
import { LiveText } from "../parts/LiveText";
import { Shown } from "../parts/Shown";
import { useForm } from "../parts/useForm";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { FieldInput } from "./FieldInput";
import { NewFields } from "./NewFields";
import { EntryName } from "./PartView";
import { pathOf } from "./paths";
import { fieldOf, filledPart, kindOf, partOf, placeOf } from "./spec";

export function PartEdit({ id, part }: { id: string; part: string }) {
  const t = useWords();
  const specs = useSpecs();
  const asked = useAsk((engine) => engine.vault.record(id), [id], [id]);
  const line = asked.at === "there" ? asked.value.line : null;
  const spec = partOf(line ? kindOf(specs, line.kind) : undefined, part);
  return (
    <Page title={spec?.words ?? t.records.edit} eyebrow={line?.title} back={{ to: line ? pathOf(line) : `/records/${id}`, label: t.records.one }}>
      <Shown asked={asked}>{(record) => spec && <PartForm record={record} part={spec} />}</Shown>
    </Page>
  );
}

function PartForm({ record, part }: { record: SenRecord; part: PartSpec }) {
  const t = useWords();
  const { id } = record.line;
  const filled = filledPart(record, part.name);
  if (part.form === "text") return <LiveText id={id} place={part.name} label={part.words} rows={14} class="minutes" note={t.meeting.kept} />;
  if (part.form === "head") {
    return (
      <div class="form">
        <EntryFields id={id} part={part} entry={filled?.entries[0] ?? { name: "", person: null, fields: [] }} />
        <p class="small">{t.meeting.kept}</p>
      </div>
    );
  }
  return (
    <>
      {entriesOf(part, filled?.entries ?? []).map((entry, index) =>
        entry.person == null ? (
          <section key={entry.name} class="card" aria-label={t.records.entry(index + 1)}>
            <EntryName part={part} entry={entry} />
            <EntryFields id={id} part={part} entry={entry} />
          </section>
        ) : (
          <OfPerson key={entry.name} id={id} part={part} entry={entry} name={entry.person} />
        ),
      )}
      {part.subjects.length === 0 && <AddEntry id={id} part={part} />}
      <p class="small">{t.meeting.kept}</p>
    </>
  );
}

// The subjects a keyed part has, whether anything is said of them or not; otherwise the entries that are there.
function entriesOf(part: PartSpec, filled: RecordEntry[]): RecordEntry[] {
  if (part.subjects.length === 0) return filled;
  const known = part.subjects.map(({ code }) => filled.find((entry) => entry.name === code) ?? { name: code, person: null, fields: [] });
  return [...known, ...filled.filter((entry) => !part.subjects.some(({ code }) => code === entry.name))];
}

// As many persons as a cell has: each is opened by itself, and says its amounts while it is closed.
function OfPerson({ id, part, entry, name }: { id: string; part: PartSpec; entry: RecordEntry; name: string }) {
  const amounts = entry.fields.filter((field) => fieldOf(part, field.name)?.shape === "money");
  return (
    <details class="card">
      <summary>
        <strong>{name}</strong>
        <small>{amounts.map((field) => `${field.label} ${field.words}`).join(" · ")}</small>
      </summary>
      <EntryFields id={id} part={part} entry={entry} />
    </details>
  );
}

function EntryFields({ id, part, entry }: { id: string; part: PartSpec; entry: RecordEntry }) {
  return (
    <>
      {part.fields.map((field) => (
        <FieldInput
          key={field.name}
          id={id}
          place={placeOf(part, entry.name, field.name)}
          spec={field}
          filled={entry.fields.find((one) => one.name === field.name)}
        />
      ))}
    </>
  );
}

// What a keyed part of free subjects asks besides its own fields.
function subjectField(part: PartSpec): FieldSpec {
  const shape = part.subject === "person" ? "person" : "line";
  return { name: "subject", words: part.words, shape, codes: [], of_kinds: [], required: true, of_step: false };
}

function AddEntry({ id, part }: { id: string; part: PartSpec }) {
  const t = useWords();
  const [round, setRound] = useState(0);
  const { act, failure, busy } = useAct();
  const own = part.fields.filter((field) => !field.of_step && (field.shape !== "record" || field.of_kinds.length > 0));
  // An agenda names its subjects by their titles.
  const isNamed = part.form === "entries" || own.some((field) => field.name === "title" && field.required);
  const form = useForm(`add/${part.name}`, id);
  const add = async (fields: Field[]) => {
    if (!(await act((engine) => engine.vault.add(id, part.name, fields)))) return;
    form.forget();
    setRound(round + 1);
  };
  return (
    <section class="card">
      <h2>{t.records.addEntry}</h2>
      <NewFields
        key={round}
        form={form}
        fields={isNamed ? own : [subjectField(part), ...own]}
        failure={failure}
        busy={busy}
        submit={t.records.add}
        onGive={(fields) => void add(fields)}
      />
    </section>
  );
}
