// Who speaks, by a tap, and what they say, typed as they speak.

import { useState } from "preact/hooks";
import type { Attendance, Item, Meeting, Person, Saying } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { PersonPick, typedPerson } from "../parts/PersonPick";
import { Refusal } from "../parts/Refusal";
import { Sheet } from "../parts/Sheet";
import { Shown } from "../parts/Shown";
import { useWords } from "../words";
import { SayingText } from "./SayingText";

type Props = { meeting: Meeting; item: Item; said: Saying | null; onClose: () => void };

// Whoever is in the room; before the roll was called, everybody who is on it. Who spoke before comes first.
export function speakers(meeting: Meeting, roll: Attendance[]): Person[] {
  const there = roll.filter((line) => ["present", "guest"].includes(line.counts_as));
  const people = (there.length > 0 ? there : roll).map((line) => line.person);
  const spoke = new Set(meeting.agenda.flatMap((item) => item.opinions).map((said) => said.speaker?.key));
  return [...people.filter((one) => spoke.has(one.key)), ...people.filter((one) => !spoke.has(one.key))];
}

export function SpeakerSheet({ meeting, item, said, onClose }: Props) {
  const t = useWords();
  // Another person after this one gets a field of its own.
  const [round, setRound] = useState(0);
  return (
    <Sheet title={said ? t.meeting.editSaying : t.meeting.whoSpeaks} onClose={onClose}>
      <OneSpeaker key={round} meeting={meeting} item={item} said={round === 0 ? said : null} />
      <div class="btns">
        <button type="button" class="btn" onClick={onClose}>
          {t.meeting.done}
        </button>
        <button type="button" class="btn text" onClick={() => setRound(round + 1)}>
          {t.meeting.oneMore}
        </button>
      </div>
    </Sheet>
  );
}

function OneSpeaker({ meeting, item, said }: { meeting: Meeting; item: Item; said: Saying | null }) {
  const t = useWords();
  const [speaker, setSpeaker] = useState<Person | null>(said?.speaker ?? null);
  const [entry, setEntry] = useState<string | null>(said?.entry ?? null);
  const roll = useAsk((engine) => engine.vault.roll_call(meeting.id), [meeting.id], []);
  const { act, failure } = useAct();
  const pick = (person: Person) => {
    setSpeaker(person);
    if (entry === null) return;
    void act((engine) => engine.vault.set(meeting.id, [{ name: `says/${entry}/speaker`, value: typedPerson(person) }]));
  };
  return (
    <>
      <Shown asked={roll}>
        {(lines) => <PersonPick people={speakers(meeting, lines)} chosen={speaker} onPick={pick} legend={t.meeting.speaker} />}
      </Shown>
      <Refusal failure={failure} />
      {speaker || said ? (
        <SayingText
          id={meeting.id}
          item={item.key}
          role="y_kien"
          said={said}
          speaker={speaker ? typedPerson(speaker) : ""}
          label={t.meeting.saysWhat}
          rows={4}
          onBegun={setEntry}
        />
      ) : (
        <p class="small">{t.meeting.pickFirst}</p>
      )}
    </>
  );
}
