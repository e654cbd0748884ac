// One value of a record, kept when its field is left; the field is only written to while nobody is in it.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useAct } from "./act";
import { Refusal } from "./Refusal";

type Props = {
  id: string;
  // Where the value stands: `field`, `part/subject/field` or `part/entry/field`.
  place: string;
  label: string;
  value: string | null;
  type?: "text" | "date" | "time";
  inputmode?: "text" | "numeric";
  hint?: string;
  children?: ComponentChildren;
};

export function ValueInput({ id, place, label, value, type = "text", inputmode = "text", hint, children }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const own = useId();
  const { act, failure } = useAct();
  const kept = useRef(value ?? "");
  useEffect(() => {
    const shown = field.current;
    const isUntouched = shown !== null && shown !== document.activeElement && shown.value === kept.current;
    if (isUntouched) shown.value = value ?? "";
    if (isUntouched || shown === null) kept.current = value ?? "";
  }, [value]);
  const keep = (typed: string) => {
    if (typed === kept.current) return;
    void act(async (engine) => {
      await engine.vault.set(id, [{ name: place, value: typed }]);
      kept.current = typed;
    });
  };
  // The types of inputs know each kind of field apart; these three differ in nothing that is used here.
  return (
    <div class="field">
      <label for={own}>{label}</label>
      <input
        id={own}
        ref={field}
        {...({ type } as { type: "text" })}
        inputmode={inputmode}
        defaultValue={value ?? ""}
        autocomplete="off"
        aria-invalid={failure !== null}
        aria-describedby={`${own}-note`}
        onChange={(event) => keep(event.currentTarget.value.trim())}
      />
      <div id={`${own}-note`}>
        {hint && <p class="small">{hint}</p>}
        <Refusal failure={failure} />
      </div>
      {children}
    </div>
  );
}

// A value offered by tap.
export function Choose({ id, place, value, words }: { id: string; place: string; value: string; words: (value: string) => string }) {
  const { act, failure, busy } = useAct();
  return (
    <>
      <button
        type="button"
        class="chip"
        aria-disabled={busy}
        onClick={() => void act((engine) => engine.vault.set(id, [{ name: place, value }]))}
      >
        {words(value)}
      </button>
      <Refusal failure={failure} />
    </>
  );
}
