// A day asked with the browser's own calendar.

import { useId } from "preact/hooks";
import type { Failure } from "../engine/types";
import { FieldError } from "./Refusal";

type Props = { label: string; value: string; onChange: (day: string) => void; failure?: Failure | null; name: string };

export function DayInput({ label, value, onChange, failure = null, name }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        defaultValue={value}
        aria-invalid={failure?.field === name}
        aria-describedby={`${id}-error`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <FieldError failure={failure} name={name} id={`${id}-error`} />
    </div>
  );
}
