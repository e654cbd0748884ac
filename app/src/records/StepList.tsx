// The steps of a record's life: a button each, a sheet where a step asks for something, the reason where it is refused.

import { useState } from "preact/hooks";
import type { Failure, Field, KindSpec, Record as SenRecord, RecordStep } from "../engine/types";
import { useAct } from "../parts/act";
import { today } from "../parts/days";
import { Refusal } from "../parts/Refusal";
import { Sheet } from "../parts/Sheet";
import { useForm } from "../parts/useForm";
import { useWords } from "../words";
import { NewFields } from "./NewFields";
import { fieldOf, headOf } from "./spec";

export function StepList({ record, spec }: { record: SenRecord; spec: KindSpec }) {
  const t = useWords();
  const [asking, setAsking] = useState<RecordStep | null>(null);
  const { act, failure, busy } = useAct();
  const from = (step: RecordStep) => spec.steps.find((one) => one.name === step.name)?.from ?? [];
  const steps = record.steps.filter((step) => from(step).includes(record.line.state));
  if (steps.length === 0) return null;
  const take = async (step: RecordStep, fields: Field[]) => {
    const isTaken = await act((engine) => engine.vault.step(record.line.id, step.name, fields));
    if (isTaken) setAsking(null);
    return isTaken;
  };
  return (
    <section>
      <h2>{t.records.steps}</h2>
      <div class="btns">
        {steps.map((step) =>
          step.refused === null ? (
            <button
              key={step.name}
              type="button"
              class="btn plain"
              aria-disabled={busy}
              onClick={() => (step.asks.length > 0 ? setAsking(step) : void take(step, []))}
            >
              {step.words}
            </button>
          ) : (
            <p key={step.name} class="small">
              <strong>{step.words}</strong>: {step.refused}
            </p>
          ),
        )}
      </div>
      {!asking && <Refusal failure={failure} />}
      {asking && (
        <Sheet title={asking.words} onClose={() => setAsking(null)}>
          <AskStep record={record} spec={spec} step={asking} failure={failure} busy={busy} onTake={(fields) => take(asking, fields)} />
        </Sheet>
      )}
    </section>
  );
}

type AskProps = {
  record: SenRecord;
  spec: KindSpec;
  step: RecordStep;
  failure: Failure | null;
  busy: boolean;
  onTake: (fields: Field[]) => Promise<boolean>;
};

// What a step asks for: it is not taken without any of it.
function AskStep({ record, spec, step, failure, busy, onTake }: AskProps) {
  const form = useForm(`step/${step.name}`, record.line.id);
  const take = async (fields: Field[]) => {
    if (await onTake(fields)) form.forget();
  };
  return (
    <NewFields
      fields={step.asks.flatMap((name) => {
        const field = fieldOf(headOf(spec), name);
        return field ? [{ ...field, required: true }] : [];
      })}
      first={Object.fromEntries(step.asks.filter((name) => name.endsWith("_on")).map((name) => [name, today()]))}
      form={form}
      failure={failure}
      busy={busy}
      submit={step.words}
      onGive={(fields) => void take(fields)}
    />
  );
}
