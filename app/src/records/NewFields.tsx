// Fields that are given together: to begin a record, to add an entry, to take a step. Errors stand at the field they name.

import { useId, useState } from "preact/hooks";
import type { Failure, Field, FieldSpec, Person } from "../engine/types";
import { PersonChoice } from "../parts/PersonField";
import { typedPerson } from "../parts/PersonPick";
import { FieldError, Refusal } from "../parts/Refusal";
import { useWords } from "../words";

type Props = {
  fields: readonly FieldSpec[];
  // What stands in them at first, by name.
  first?: Readonly<Record<string, string>>;
  failure: Failure | null;
  busy: boolean;
  submit: string;
  onGive: (fields: Field[]) => void;
};

export function NewFields({ fields, first = {}, failure, busy, submit, onGive }: Props) {
  const t = useWords();
  // Where all of them are needed, none has to say so.
  const isMixed = fields.some((field) => !field.required);
  // Taps are kept here; what is typed is read when the form is given.
  const [tapped, setTapped] = useState<Record<string, string>>(first);
  const give = (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const given = fields.map(({ name }) => ({ name, value: ((typed.get(name) as string | null) ?? tapped[name] ?? "").trim() }));
    onGive(given.filter(({ value }) => value !== ""));
  };
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        give(event.currentTarget);
      }}
    >
      {fields.map((field) => (
        <NewField
          key={field.name}
          spec={field}
          label={field.required && isMixed ? t.records.needed(field.words) : field.words}
          first={first[field.name] ?? ""}
          tapped={tapped[field.name] ?? ""}
          onTap={(value) => setTapped((before) => ({ ...before, [field.name]: value }))}
          failure={failure}
        />
      ))}
      <Refusal failure={failure} fields={fields.map((field) => field.name)} />
      <button type="submit" class="btn" aria-disabled={busy}>
        {submit}
      </button>
    </form>
  );
}

type FieldProps = { spec: FieldSpec; label: string; first: string; tapped: string; onTap: (value: string) => void; failure: Failure | null };

function NewField({ spec, label, first, tapped, onTap, failure }: FieldProps) {
  const t = useWords();
  const id = useId();
  const error = <FieldError failure={failure} name={spec.name} id={`${id}-error`} />;
  if (spec.shape === "person") return <NewPerson label={label} onTap={onTap} error={error} />;
  if (spec.shape === "record") return null;
  if (spec.shape === "code" || spec.shape === "flag") {
    return (
      <div class="field">
        <fieldset>
          <legend class="label">{label}</legend>
          <div class="chips">
            {(spec.shape === "code" ? spec.codes : [{ code: "true", words: t.records.yes }, { code: "false", words: t.records.no }]).map(
              ({ code, words }) => (
                <label key={code} class="chip">
                  <input type="radio" name={`${id}-${spec.name}`} checked={tapped === code} onChange={() => onTap(code)} />
                  {words}
                </label>
              ),
            )}
          </div>
        </fieldset>
        {error}
      </div>
    );
  }
  const shared = {
    id,
    name: spec.name,
    defaultValue: first,
    autocomplete: "off" as const,
    "aria-invalid": failure?.field === spec.name,
    "aria-describedby": `${id}-error`,
  };
  // The types of inputs know each kind of field apart; these three differ in nothing that is used here.
  const type = spec.shape === "date" || spec.shape === "time" ? spec.shape : "text";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {spec.shape === "text" ? (
        <textarea {...shared} rows={4} />
      ) : (
        <input {...shared} {...({ type } as { type: "text" })} inputmode={spec.shape === "count" ? "numeric" : "text"} />
      )}
      {spec.shape === "partial_date" && <p class="small">{t.records.partialDate}</p>}
      {error}
    </div>
  );
}

function NewPerson({ label, onTap, error }: { label: string; onTap: (value: string) => void; error: preact.JSX.Element }) {
  const [person, setPerson] = useState<Person | null>(null);
  return (
    <div class="field">
      <PersonChoice
        label={label}
        person={person}
        onPick={(one) => {
          setPerson(one);
          onTap(one ? typedPerson(one) : "");
        }}
      />
      {error}
    </div>
  );
}
