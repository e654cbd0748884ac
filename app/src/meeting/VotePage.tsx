// One vote: its figures on the page's own pad, each kept with every digit and weighed by the engine.

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Failure, Meeting, Vote, VoteWeighed } from "../engine/types";
import { useCodes, wordsOf } from "../parts/codes";
import { failureOf, Refusal } from "../parts/Refusal";
import { useEngine } from "../state/engine";
import { useWords } from "../words";
import { OfMeeting } from "./OfMeeting";
import { Counting, shownOf, type Typed } from "./counting";
import { BALLOTS, BASES, cleaned, EVERY, type Figure, figure, FIGURES, leafOf } from "./pad";
import { DisputedFigure, NumberPad } from "./NumberPad";
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
  const [on, setOn] = useState<Figure>(FIGURES[0] as Figure);
  const { now, weighed, failure, put, touched } = useCounting(meeting, vote);
  const shown = weighed?.has_ballots ? [...BALLOTS, ...FIGURES] : FIGURES;
  const of = (one: Figure) => shownOf(now, touched, one);
  const disputed = (one: Figure) => weighed?.disputes.find(({ key }) => key === leafOf(vote, one));
  const counts = FIGURES.map((one) => (disputed(one) ? null : figure(of(one))));
  const present = weighed?.present ?? null;
  const allAgree = () => {
    if (present === null) return;
    if (shown.includes("issued")) for (const one of BALLOTS) put(one, String(present));
    put("agree", String(present));
    put("against", "0");
    put("other", "0");
  };
  const isOpen = !weighed?.disputes.length;
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
        {weighed && <VoteResult weighed={weighed} counts={counts} />}
      </NumberPad>
      <Refusal failure={failure} />
      {weighed && <VoteWhy meeting={meeting} weighed={weighed} agree={counts[0] ?? null} />}
      <fieldset class="card">
        <legend class="unseen">{t.meeting.voters}</legend>
        <div class="counts two">
          {BASES.map((one) => {
            const dispute = disputed(one);
            if (dispute) return <DisputedFigure key={one} id={meeting.id} figure={one} dispute={dispute} />;
            return (
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
            );
          })}
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
      .weigh_vote(meeting.id, { matter: vote.matter, key: vote.key })
      .then((found) => isHere && setWeighed(found))
      .catch((why: unknown) => isHere && setFailure(failureOf(why)));
    return () => {
      isHere = false;
    };
  }, [engine, meeting, now]);
  // What was typed into a figure is not kept beyond the decision that others made necessary.
  useEffect(() => {
    for (const of of EVERY) if (weighed?.disputes.some(({ key }) => key === leafOf(vote, of))) counting.forget(of);
  }, [counting, weighed, vote.key]);
  const put = (of: Figure, typed: string) => counting.put(of, typed);
  return { now, touched, weighed, failure, put };
}
