// One value of a record, written when its field is left; what is typed until then waits in the person's book. The field is
// only written to while nobody is in it.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useWords } from "../words";
import { useAct } from "./act";
import { NotKept } from "./NotKept";
import { Refusal } from "./Refusal";
import { useForm } from "./useForm";

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
  const t = useWords();
  const field = useRef<HTMLInputElement>(null);
  const own = useId();
  const { failure, form, waiting, type: typed, leave } = useValue(id, place, value, field);
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
        onInput={(event) => typed(event.currentTarget.value)}
        onChange={(event) => leave(event.currentTarget.value)}
      />
      <div id={`${own}-note`}>
        {hint && <p class="small">{hint}</p>}
        {waiting !== null && (
          <p class="note">
            <span>{t.records.typedBefore(value ?? "")}</span>
            <button type="button" onClick={() => leave(waiting)}>
              {t.records.writeIt}
            </button>
          </p>
        )}
        <Refusal failure={failure} />
        <NotKept form={form} />
      </div>
      {children}
    </div>
  );
}

// What is typed is kept with every letter, and becomes a change of the record when the field is left or its screen goes.
function useValue(id: string, place: string, value: string | null, field: { current: HTMLInputElement | null }) {
  const { act, failure } = useAct();
  const form = useForm(`value/${place}`, id);
  const kept = useRef(value ?? "");
  // What was typed and is in no change yet.
  const typed = useRef<string | null>(null);
  // The same from an earlier sitting, where the record says something else now than it did then.
  const [waiting, setWaiting] = useState<string | null>(null);

  const leave = (now: string) => {
    const said = now.trim();
    typed.current = null;
    setWaiting(null);
    if (said === kept.current) {
      form.forget();
      return;
    }
    void act(async (engine) => {
      await engine.vault.set(id, [{ name: place, value: said }]);
      kept.current = said;
      if (typed.current === null) form.forget();
    });
  };
  const type = (now: string) => {
    typed.current = now;
    form.keep([
      { name: "value", value: now },
      { name: "of", value: kept.current },
      // An emptied field is typed as well.
      { name: "typed", value: "true" },
    ]);
  };

  useEffect(() => {
    const shown = field.current;
    const isUntouched = shown !== null && shown !== document.activeElement && shown.value === kept.current;
    if (isUntouched) shown.value = value ?? "";
    if (isUntouched || shown === null) kept.current = value ?? "";
  }, [value]);

  const isKnown = form.kept !== null;
  useEffect(() => {
    const shown = field.current;
    const before = form.kept?.["typed"] === "true" ? form.kept : null;
    if (!before || !shown || typed.current !== null) return;
    const said = before["value"] ?? "";
    shown.value = said;
    if ((before["of"] ?? "") === kept.current || said.trim() === kept.current) leave(said);
    else setWaiting(said);
  }, [isKnown]);

  const latest = useRef(leave);
  latest.current = leave;
  useEffect(
    () => () => {
      if (typed.current !== null) latest.current(typed.current);
    },
    [id, place],
  );

  return { failure, form, waiting, type, leave };
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
