// A person named in a record: shown as a line, chosen in a sheet from the register.

import type { Person } from "../engine/types";
import { useWords } from "../words";
import { useAct } from "./act";
import { useAsk } from "./ask";
import { PersonPick, typedPerson } from "./PersonPick";
import { Pick } from "./Pick";
import { Refusal } from "./Refusal";
import { Shown } from "./Shown";

type Props = { id: string; place: string; label: string; person: Person | null };

export function PersonField({ id, place, label, person }: Props) {
  const { act, failure } = useAct();
  const pick = (value: string) => act((engine) => engine.vault.set(id, [{ name: place, value }]));
  return (
    <div class="field">
      <PersonChoice label={label} person={person} onPick={(one) => void pick(one ? typedPerson(one) : "")} />
      <Refusal failure={failure} />
    </div>
  );
}

type ChoiceProps = { label: string; person: Person | null; onPick: (person: Person | null) => void };

// The same where the record is not begun yet.
export function PersonChoice({ label, person, onPick }: ChoiceProps) {
  return (
    <Pick label={label} chosen={person?.name ?? null} onPick={onPick}>
      {(pick) => <FromRegister person={person} label={label} onPick={pick} />}
    </Pick>
  );
}

function FromRegister({ person, label, onPick }: ChoiceProps) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.records({ kind: "member", by_title: true }), [], []);
  return (
    <Shown asked={asked}>
      {(lines) => (
        <>
          <PersonPick
            people={lines.map((line) => ({ key: line.id, name: line.title }))}
            chosen={person}
            onPick={onPick}
            legend={label}
          />
          {person && (
            <button type="button" class="btn text" onClick={() => onPick(null)}>
              {t.records.takeOut(person.name)}
            </button>
          )}
        </>
      )}
    </Shown>
  );
}
