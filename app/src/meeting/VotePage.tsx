// One vote: its figures on the page's own pad, weighed by the engine while they are typed and kept with every digit.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Meeting, Vote } from "../engine/types";
import type { VoteWeighed } from "../engine/types";
import { useCodes, wordsOf } from "../parts/codes";
import { failureOf, Refusal } from "../parts/Refusal";
import { useEngine } from "../state/engine";
import { useWords } from "../words";
import { OfMeeting } from "./OfMeeting";
import { aboutOf, BALLOTS, BASES, type Figure, figure, FIGURES, typedOf } from "./pad";
import { NumberPad } from "./NumberPad";
import { StepPage } from "./steps";
import { VoteResult, VoteWhy } from "./VoteResult";
import { VoteMore } from "./VoteMore";
import type { Failure } from "../engine/types";

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

// What is typed, by figure.
export type Typed = Partial<Record<Figure, string>>;

function Counting({ meeting, vote }: { meeting: Meeting; vote: Vote }) {
  const t = useWords();
  const shown = vote.method === "phieu_kin" ? [...BALLOTS, ...FIGURES] : FIGURES;
  const [typed, setTyped] = useState<Typed>(() => Object.fromEntries([...shown, ...BASES].map((one) => [one, typedOf(vote, one)])));
  const [on, setOn] = useState<Figure>(FIGURES[0] as Figure);
  const { weighed, failure, keep } = useWeighed(meeting.id, vote);
  const put = (next: Typed) => {
    setTyped(next);
    keep(next);
  };
  const present = figure(typed.present ?? "") ?? weighed?.roll_present ?? null;
  const allAgree = () => present !== null && put({ ...typed, agree: String(present), against: "0", other: "0", ...ballots(shown, present) });
  return (
    <>
      <NumberPad
        shown={shown}
        typed={typed}
        on={on}
        onFigure={setOn}
        onType={put}
        all={present === null ? null : { count: present, take: () => void allAgree() }}
        isWrong={(weighed?.findings.length ?? 0) > 0}
      >
        {weighed && <VoteResult weighed={weighed} typed={typed} present={present} />}
      </NumberPad>
      <Refusal failure={failure} />
      {weighed && <VoteWhy meeting={meeting} weighed={weighed} agree={figure(typed.agree ?? "")} />}
      <fieldset class="card">
        <legend class="unseen">{t.meeting.voters}</legend>
        <div class="counts two">
          {BASES.map((one) => (
            <label key={one}>
              {t.meeting.figures[one]}
              <input
                inputmode="numeric"
                autocomplete="off"
                value={typed[one] ?? ""}
                placeholder={String((one === "eligible" ? weighed?.roll_eligible : weighed?.roll_present) ?? "")}
                onInput={(event) => put({ ...typed, [one]: event.currentTarget.value.replace(/\D/g, "").slice(0, 3) })}
              />
            </label>
          ))}
        </div>
        <p class="small">{t.meeting.votersNote}</p>
      </fieldset>
    </>
  );
}

function ballots(shown: readonly Figure[], present: number): Typed {
  return shown.includes("issued") ? { issued: String(present), collected: String(present), valid: String(present) } : {};
}

// Weighs and keeps what is typed: one figure after the other, the last one wins.
function useWeighed(id: string, vote: Vote) {
  const engine = useEngine();
  const [weighed, setWeighed] = useState<VoteWeighed | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const wanted = useRef<Typed | null>(null);
  const isBusy = useRef(false);
  const run = async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    while (wanted.current !== null) {
      const typed = wanted.current;
      wanted.current = null;
      try {
        const given = figuresOf(vote, typed);
        const now = await engine.vault.weigh_vote(id, given);
        // Whoever may vote is proposed by the roll until somebody says otherwise.
        const proposed = { ...given, eligible: given.eligible ?? now.roll_eligible, present: given.present ?? now.roll_present };
        setWeighed(await engine.vault.weigh_vote(id, proposed));
        if (FIGURES.some((one) => given[one] !== null)) await engine.vault.record_vote(id, proposed);
        setFailure(null);
      } catch (why) {
        setFailure(failureOf(why));
      }
    }
    isBusy.current = false;
  };
  const keep = (typed: Typed) => {
    wanted.current = typed;
    void run();
  };
  useEffect(() => {
    let isHere = true;
    // Looking at a vote records nothing.
    engine.vault
      .weigh_vote(id, figuresOf(vote, {}))
      .then((now) => isHere && setWeighed((before) => before ?? now))
      .catch((why: unknown) => isHere && setFailure(failureOf(why)));
    return () => {
      isHere = false;
    };
  }, [id, vote.key]);
  return { weighed, failure, keep };
}

function figuresOf(vote: Vote, typed: Typed): Pick<Vote, "matter" | "about" | Figure> {
  const of = (one: Figure) => figure(typed[one] ?? typedOf(vote, one));
  return {
    matter: vote.matter,
    about: aboutOf(vote.key),
    eligible: of("eligible"),
    present: of("present"),
    issued: of("issued"),
    collected: of("collected"),
    valid: of("valid"),
    agree: of("agree"),
    against: of("against"),
    other: of("other"),
  };
}
