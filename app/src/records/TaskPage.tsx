// One task: where it stands, its steps first, and what was done of it written down.

import { useState } from "preact/hooks";
import type { Field, KindSpec, Record as SenRecord } from "../engine/types";
import { useAct } from "../parts/act";
import { today } from "../parts/days";
import { Sheet } from "../parts/Sheet";
import { useForm } from "../parts/useForm";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { NewFields } from "./NewFields";
import { RecordPage } from "./RecordPage";
import { partOf } from "./spec";

export function TaskPage({ id }: { id: string }) {
  const t = useWords();
  return <RecordPage id={id} back={{ to: "/tasks", label: t.records.tasks }} lead={(record, spec) => <Progress record={record} spec={spec} />} />;
}

function Progress({ record, spec }: { record: SenRecord; spec: KindSpec }) {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  const { act, failure, busy } = useAct();
  const part = partOf(spec, "progress");
  const form = useForm("add/progress", record.line.id);
  if (!part) return null;
  const add = async (fields: Field[]) => {
    if (!(await act((engine) => engine.vault.add(record.line.id, part.name, fields)))) return;
    form.forget();
    setOpen(false);
  };
  return (
    <>
      <button type="button" class="btn" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t.records.addProgress}
      </button>
      {isOpen && (
        <Sheet title={t.records.addProgress} onClose={() => setOpen(false)}>
          <NewFields
            form={form}
            fields={part.fields}
            first={{ on: today() }}
            failure={failure}
            busy={busy}
            submit={t.records.add}
            onGive={(fields) => void add(fields)}
          />
        </Sheet>
      )}
    </>
  );
}
