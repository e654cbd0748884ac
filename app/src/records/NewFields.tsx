// Fields that are given together: to begin a record, to add an entry, to take a step. Errors stand at the field they name.

import { useId, useRef, useState } from "preact/hooks";
import type { Failure, Field, FieldSpec, Person } from "../engine/types";
import { PersonChoice } from "../parts/PersonField";
import { typedPerson } from "../parts/PersonPick";
import { FieldError, Refusal } from "../parts/Refusal";
import { RecordChoice } from "../parts/RecordField";
import { Loading } from "../parts/Shown";
import { NotKept } from "../parts/NotKept";
import type { Form } from "../parts/useForm";
import { isNumber } from "./spec";
import { useWords } from "../words";

type Props = {
  fields: readonly FieldSpec[];
  // What stands in them at first, by name.
  first?: Readonly<Record<string, string>>;
  failure: Failure | null;
  busy: boolean;
  submit: string;
  // Where it is kept until it is given.
  form: Form;
  onGive: (fields: Field[]) => void;
};

export function NewFields(props: Props) {
  // What was typed before stands there from the beginning.
  return props.form.kept ? <Fields {...props} /> : <Loading />;
}

// A person stands in a form by what the engine reads; here is what they are called, to show it again.
const called = (field: string) => `${field} name`;

function Fields({ fields, failure, busy, submit, form, onGive, ...props }: Props) {
  const t = useWords();
  const [first] = useState({ ...props.first, ...form.kept });
  // Where all of them are needed, none has to say so.
  const isMixed = fields.some((field) => !field.required);
  // Taps are kept here; what is typed is read when the form is given.
  const [tapped, setTapped] = useState<Record<string, string>>(first);
  const own = useRef<HTMLFormElement>(null);
  const standing = (taps: Record<string, string>): Field[] => {
    const typed = new FormData(own.current ?? undefined);
    return fields.map(({ name }) => ({ name, value: (typed.get(name) as string | null) ?? taps[name] ?? "" }));
  };
  const keep = (taps: Record<string, string>) => {
    const names = fields.map(({ name }) => ({ name: called(name), value: taps[called(name)] ?? "" }));
    form.keep([...standing(taps), ...names].filter(({ value }) => value !== ""));
  };
  const tap = (name: string, value: string, words = "") => {
    const taps = { ...tapped, [name]: value, [called(name)]: words };
    setTapped(taps);
    keep(taps);
  };
  const give = () => {
    const given = standing(tapped).map(({ name, value }) => ({ name, value: value.trim() }));
    onGive(given.filter(({ value }) => value !== ""));
  };
  return (
    <form
      class="form"
      noValidate
      ref={own}
      onInput={() => keep(tapped)}
      onSubmit={(event) => {
        event.preventDefault();
        give();
      }}
    >
      {fields.map((field) => (
        <NewField
          key={field.name}
          spec={field}
          label={field.required && isMixed ? t.records.needed(field.words) : field.words}
          first={first[field.name] ?? ""}
          tapped={tapped[field.name] ?? ""}
          called={tapped[called(field.name)] ?? ""}
          onTap={(value, words) => tap(field.name, value, words)}
          failure={failure}
        />
      ))}
      <Refusal failure={failure} fields={fields.map((field) => field.name)} />
      <NotKept form={form} />
      <button type="submit" class="btn" aria-disabled={busy}>
        {submit}
      </button>
    </form>
  );
}

type FieldProps = {
  spec: FieldSpec;
  label: string;
  first: string;
  tapped: string;
  called: string;
  onTap: (value: string, words?: string) => void;
  failure: Failure | null;
};

function NewField({ spec, label, first, tapped, called: words, onTap, failure }: FieldProps) {
  const t = useWords();
  const id = useId();
  const error = <FieldError failure={failure} name={spec.name} id={`${id}-error`} />;
  if (spec.shape === "person") return <NewPerson label={label} person={tapped === "" ? null : { key: tapped, name: words || tapped }} onTap={onTap} error={error} />;
  if (spec.shape === "record") {
    if (spec.of_kinds.length === 0) return null;
    const record = tapped === "" ? null : { id: tapped, title: words };
    return (
      <div class="field">
        <RecordChoice spec={spec} label={label} record={record} onPick={(one) => onTap(one?.id ?? "", one?.title ?? "")} />
        {error}
      </div>
    );
  }
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
        <input {...shared} {...({ type } as { type: "text" })} inputmode={isNumber(spec) ? "numeric" : "text"} />
      )}
      {spec.shape === "partial_date" && <p class="small">{t.records.partialDate}</p>}
      {error}
    </div>
  );
}

type PersonProps = Pick<FieldProps, "label" | "onTap"> & { person: Person | null; error: preact.JSX.Element };

function NewPerson({ label, person, onTap, error }: PersonProps) {
  return (
    <div class="field">
      <PersonChoice label={label} person={person} onPick={(one) => (one ? onTap(typedPerson(one), one.name) : onTap(""))} />
      {error}
    </div>
  );
}
