// One vote: its figures on the page's own pad, each kept with every digit and weighed by the engine.

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Conflict, Failure, Meeting, Vote, VoteWeighed } from "../engine/types";
import { useCodes, wordsOf } from "../parts/codes";
import { failureOf, Refusal } from "../parts/Refusal";
import { useEngine } from "../state/engine";
import { useWords } from "../words";
import { OfMeeting } from "./OfMeeting";
import { Counting, shownOf, type Typed } from "./counting";
import { aboutOf, BALLOTS, BASES, cleaned, type Figure, figure, FIGURES } from "./pad";
import { NumberPad } from "./NumberPad";
import { StepPage } from "./steps";
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
      <Figures meeting={meeting} vote={vote} />
      <VoteMore id={meeting.id} vote={vote} />
    </StepPage>
  );
}

function Figures({ meeting, vote }: { meeting: Meeting; vote: Vote }) {
  const t = useWords();
  const shown = vote.method === "phieu_kin" ? [...BALLOTS, ...FIGURES] : FIGURES;
  const [on, setOn] = useState<Figure>(FIGURES[0] as Figure);
  const { now, weighed, failure, put, touched } = useCounting(meeting, vote);
  const of = (one: Figure) => shownOf(now, touched, one);
  const disputed = (one: Figure) => disputeOf(meeting, vote, one);
  const present = figure(of("present")) ?? weighed?.roll_present ?? null;
  const allAgree = () => {
    if (present === null) return;
    if (shown.includes("issued")) for (const one of BALLOTS) put(one, String(present));
    put("agree", String(present));
    put("against", "0");
    put("other", "0");
  };
  const isOpen = !shown.some(disputed);
  return (
    <>
      {!isOpen && (
        <p class="note warn" role="status">
          {t.meeting.voteDisputed}
        </p>
      )}
      <NumberPad
        id={meeting.id}
        shown={shown}
        of={of}
        disputed={disputed}
        on={on}
        onFigure={setOn}
        onType={put}
        all={present === null || !isOpen ? null : { count: present, take: allAgree }}
        isWrong={(weighed?.findings.length ?? 0) > 0}
      >
        {weighed && <VoteResult weighed={weighed} counts={FIGURES.map((one) => figure(of(one)))} present={present} />}
      </NumberPad>
      <Refusal failure={failure} />
      {weighed && <VoteWhy meeting={meeting} weighed={weighed} agree={figure(of("agree"))} />}
      <fieldset class="card">
        <legend class="unseen">{t.meeting.voters}</legend>
        <div class="counts two">
          {BASES.map((one) => (
            <label key={one}>
              {t.meeting.figures[one]}
              <input
                inputmode="numeric"
                autocomplete="off"
                value={of(one)}
                placeholder={String((one === "eligible" ? weighed?.roll_eligible : weighed?.roll_present) ?? "")}
                onInput={(event) => put(one, cleaned(event.currentTarget.value))}
              />
            </label>
          ))}
        </div>
        <p class="small">{t.meeting.votersNote}</p>
      </fieldset>
    </>
  );
}

// Counts, and has the engine weigh what is recorded. Looking at a vote records nothing.
function useCounting(meeting: Meeting, vote: Vote) {
  const engine = useEngine();
  const [now, setNow] = useState(vote);
  const [touched, setTouched] = useState<Typed>({});
  const [weighed, setWeighed] = useState<VoteWeighed | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const counting = useMemo(
    () =>
      new Counting(
        async (of, counted) => {
          const after = await engine.vault.count_vote(meeting.id, vote.key, of, counted ?? undefined);
          setFailure(null);
          return after.votes.find((one) => one.key === vote.key);
        },
        { touched: setTouched, written: setNow, failed: (why) => setFailure(failureOf(why)) },
      ),
    [engine, meeting.id, vote.key],
  );
  // What a sync brought, or somebody decided.
  useEffect(() => setNow(vote), [vote]);
  useEffect(() => {
    let isHere = true;
    engine.vault
      .weigh_vote(meeting.id, { matter: vote.matter, about: aboutOf(vote.key) })
      .then((found) => isHere && setWeighed(found))
      .catch((why: unknown) => isHere && setFailure(failureOf(why)));
    return () => {
      isHere = false;
    };
  }, [engine, meeting, now]);
  const put = (of: Figure, typed: string) => counting.put(of, typed);
  return { now, touched, weighed, failure, put };
}

// What several phones wrote for a figure, while nobody has decided.
function disputeOf(meeting: Meeting, vote: Vote, of: Figure): Conflict | undefined {
  const key = `${vote.key}/${of === "agree" ? "for" : of}`;
  return meeting.conflicts.find((one) => one.needs_decision && one.part === "votes" && one.key === key);
}
