// One vote: its figures on the page's own pad, weighed by the engine while they are typed, and each kept with every digit.

import { useState } from "preact/hooks";
import type { Conflict, Meeting, Vote } from "../engine/types";
import { useCodes, wordsOf } from "../parts/codes";
import { Refusal } from "../parts/Refusal";
import { conflictPath } from "../records/Conflicts";
import { usePlaceWords } from "../records/placeWords";
import { Link } from "../ui/Link";
import { useWords } from "../words";
import { fieldOf, type Typed } from "./figures";
import { OfMeeting } from "./OfMeeting";
import { BALLOTS, BASES, cleaned, EVERY, type Figure, figure, FIGURES } from "./pad";
import { NumberPad } from "./NumberPad";
import { StepPage } from "./steps";
import { useFigures } from "./useFigures";
import { VoteResult, VoteWhy } from "./VoteResult";
import { VoteMore } from "./VoteMore";

export function VotePage({ id, vote }: { id: string; vote: string }) {
  return <OfMeeting id={id}>{(meeting) => <OneVote key={vote} meeting={meeting} of={vote} />}</OfMeeting>;
}

function OneVote({ meeting, of }: { meeting: Meeting; of: string }) {
  const t = useWords();
  const matters = useCodes("matter");
  const methods = useCodes("method");
  const vote = meeting.votes.find((one) => one.key === of);
  if (!vote) {
    return (
      <StepPage id={meeting.id} step="votes">
        <p class="note">{t.meeting.voteGone}</p>
      </StepPage>
    );
  }
  return (
    <StepPage
      id={meeting.id}
      step="votes"
      title={vote.subject ?? wordsOf(matters, vote.matter)}
      soft={vote.method ? wordsOf(methods, vote.method) : undefined}
      withPad
    >
      <Counting meeting={meeting} vote={vote} />
      <VoteMore id={meeting.id} vote={vote} />
    </StepPage>
  );
}

function Counting({ meeting, vote }: { meeting: Meeting; vote: Vote }) {
  const t = useWords();
  const [on, setOn] = useState<Figure>(FIGURES[0] as Figure);
  const { recorded, typed, weighed, failure, type } = useFigures(meeting.id, vote);
  const shown = weighed?.has_ballots ? [...BALLOTS, ...FIGURES] : FIGURES;
  const disputes = weighed?.disputes ?? [];
  const fields = Object.fromEntries(EVERY.map((one) => [one, fieldOf(recorded, typed, disputes, one)]));
  const present = weighed?.present ?? null;
  const allAgree = () => {
    if (present === null) return;
    const all = { agree: String(present), against: "0", other: "0", ...(weighed?.has_ballots ? ballots(present) : {}) };
    type(Object.fromEntries(Object.entries(all).filter(([one]) => !fields[one]?.isDisputed)));
  };
  return (
    <>
      {disputes.length > 0 && <Disputes id={meeting.id} disputes={disputes} />}
      <NumberPad
        shown={shown}
        fields={fields}
        on={on}
        onFigure={setOn}
        onType={(one, text) => type({ [one]: text })}
        all={present === null ? null : { count: present, take: allAgree }}
        isWrong={(weighed?.findings.length ?? 0) > 0}
      >
        {weighed && <VoteResult weighed={weighed} counts={FIGURES.map((one) => (fields[one]?.isDisputed ? null : figure(fields[one]?.text ?? "")))} />}
      </NumberPad>
      <Refusal failure={failure} />
      {weighed && <VoteWhy meeting={meeting} weighed={weighed} agree={fields.agree?.isDisputed ? null : figure(fields.agree?.text ?? "")} />}
      <fieldset class="card">
        <legend class="unseen">{t.meeting.voters}</legend>
        <div class="counts two">
          {BASES.map((one) => (
            <label key={one}>
              {t.meeting.figures[one]}
              <input
                inputmode="numeric"
                autocomplete="off"
                value={fields[one]?.text ?? ""}
                readOnly={fields[one]?.isDisputed}
                placeholder={String((one === "eligible" ? weighed?.roll_eligible : weighed?.roll_present) ?? "")}
                onInput={(event) => type({ [one]: cleaned(event.currentTarget.value) })}
              />
            </label>
          ))}
        </div>
        <p class="small">{t.meeting.votersNote}</p>
      </fieldset>
    </>
  );
}

function ballots(present: number): Typed {
  return { issued: String(present), collected: String(present), valid: String(present) };
}

// What people wrote apart, with the way to decide it; nothing that is typed here does.
function Disputes({ id, disputes }: { id: string; disputes: Conflict[] }) {
  const t = useWords();
  const words = usePlaceWords("meeting");
  return (
    <section class="note bad" role="status">
      <span>{t.meeting.voteDisputed}</span>
      <ul>
        {disputes.map((dispute) => (
          <li key={dispute.key}>
            <Link to={conflictPath(id, dispute)}>
              {words(dispute.part, dispute.key)}: {dispute.values.map((one) => `${one.value} (${one.author})`).join(" · ")}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
