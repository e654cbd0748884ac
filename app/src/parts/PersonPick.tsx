// A person chosen by a tap from those who can be meant, found without marks, or written where nobody of them is.

import { useState } from "preact/hooks";
import type { Person } from "../engine/types";
import { useWords } from "../words";
import { useMatches } from "./matches";
import { SearchBox } from "./SearchBox";

// More than these stand in the way; the rest is found by the first letters.
const SHOWN_MAX = 8;

// A person as the engine reads one: by the member's id, anybody else by name.
export function typedPerson(person: Person): string {
  return person.is_guest || person.key === "" ? person.name : person.key;
}

type Props = { people: Person[]; chosen: Person | null; onPick: (person: Person) => void; legend: string };

export function PersonPick({ people, chosen, onPick, legend }: Props) {
  const t = useWords();
  const [typed, setTyped] = useState("");
  const found = useMatches(
    typed,
    people.map((one) => one.name),
  );
  const matching = people.filter((_, at) => found.has(at));
  const shown = matching.slice(0, SHOWN_MAX);
  if (chosen && !shown.some((one) => one.key === chosen.key)) shown.unshift(chosen);
  const written = typed.trim();
  const isOther = written !== "" && !people.some((one) => one.name === written);
  return (
    <fieldset>
      <legend class="unseen">{legend}</legend>
      {people.length > SHOWN_MAX || people.length === 0 ? <SearchBox label={t.records.findPerson} value="" onFind={setTyped} /> : null}
      <div class="chips people">
        {shown.map((person) => (
          <label key={person.key} class="chip">
            <input type="radio" name={legend} checked={person.key === chosen?.key} onChange={() => onPick(person)} />
            {person.name}
          </label>
        ))}
        {isOther && (
          <button type="button" class="chip" onClick={() => onPick({ key: "", name: written })}>
            {t.records.somebody(written)}
          </button>
        )}
      </div>
      {matching.length > shown.length && <p class="small">{t.records.morePeople(matching.length - shown.length)}</p>}
    </fieldset>
  );
}
