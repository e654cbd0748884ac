// What else is kept of a vote: the share asked for, who counted, opinions reserved. Each kept when its field is left.

import { useRef } from "preact/hooks";
import type { Vote } from "../engine/types";
import { useAct } from "../parts/act";
import { FieldError, Refusal } from "../parts/Refusal";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

const WORDS = ["threshold", "basis", "excluded", "ballot_committee", "reserved"] as const;

export function VoteMore({ id, vote }: { id: string; vote: Vote }) {
  const t = useWords();
  return (
    <details class="card">
      <summary>
        <Icon name="next" />
        {t.meeting.voteMore}
      </summary>
      <div class="form">
        {WORDS.map((name) => (
          <MoreField key={name} id={id} vote={vote} name={name} />
        ))}
      </div>
    </details>
  );
}

function MoreField({ id, vote, name }: { id: string; vote: Vote; name: (typeof WORDS)[number] }) {
  const t = useWords();
  const { act, failure } = useAct();
  const kept = useRef(vote[name] ?? "");
  const keep = (value: string) => {
    if (value === kept.current) return;
    void act(async (engine) => {
      await engine.vault.record_vote(id, { matter: vote.matter, key: vote.key, [name]: value });
      kept.current = value;
    });
  };
  const field = `vote-${name}`;
  return (
    <div class="field">
      <label for={field}>{t.meeting.voteFields[name]}</label>
      <input
        id={field}
        defaultValue={kept.current}
        autocomplete="off"
        aria-invalid={failure !== null}
        onChange={(event) => keep(event.currentTarget.value.trim())}
      />
      <FieldError failure={failure} name={[name]} />
      <Refusal failure={failure} fields={[name]} />
    </div>
  );
}
