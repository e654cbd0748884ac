// The steps of a record's life: a button each, a sheet where a step asks for something, the reason where it is refused.

import { useState } from "preact/hooks";
import type { Field, KindSpec, Record as SenRecord, RecordStep } from "../engine/types";
import { useAct } from "../parts/act";
import { today } from "../parts/days";
import { Refusal } from "../parts/Refusal";
import { Sheet } from "../parts/Sheet";
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
    if (await act((engine) => engine.vault.step(record.line.id, step.name, fields))) setAsking(null);
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
          <NewFields
            fields={asking.asks.flatMap((name) => {
              const field = fieldOf(headOf(spec), name);
              // A step is not taken without what it asks for.
              return field ? [{ ...field, required: true }] : [];
            })}
            first={Object.fromEntries(asking.asks.filter((name) => name.endsWith("_on")).map((name) => [name, today()]))}
            failure={failure}
            busy={busy}
            submit={asking.words}
            onGive={(fields) => void take(asking, fields)}
          />
        </Sheet>
      )}
    </section>
  );
}
