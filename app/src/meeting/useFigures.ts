// A vote while it is counted: what is recorded, what is typed and not written yet, and how both together weigh.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Failure, Vote, VoteWeighed } from "../engine/types";
import { failureOf } from "../parts/Refusal";
import { useEngine } from "../state/engine";
import { Figures, type Typed } from "./figures";
import { EVERY, figure, type Figure, leafOf, storedName } from "./pad";

export function useFigures(id: string, vote: Vote) {
  const engine = useEngine();
  const [recorded, setRecorded] = useState(vote);
  const [typed, setTyped] = useState<Typed>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const key = vote.key;
  const figures = useMemo(() => {
    const write = async (one: Figure, value: number | null) => {
      const meeting = await engine.vault.set_figure(id, key, storedName(one), value ?? undefined);
      const now = meeting.votes.find((other) => other.key === key);
      if (now) setRecorded(now);
      setFailure(null);
    };
    return new Figures(write, setTyped, (why) => setFailure(failureOf(why)));
  }, [engine, id, key]);
  // What others wrote comes into every figure nobody is typing.
  useEffect(() => setRecorded(vote), [vote]);
  const weighed = useWeighed(id, recorded, typed);
  // What is typed over a dispute is not kept for after the decision.
  useEffect(() => {
    for (const dispute of weighed?.disputes ?? []) for (const one of EVERY) if (dispute.key === leafOf(vote, one)) figures.drop(one);
  }, [weighed, figures]);
  return { recorded, typed, weighed, failure, type: (what: Typed) => figures.type(what) };
}

// Looking at a vote sends no figure, so that what is recorded and disputed is shown as that.
function useWeighed(id: string, recorded: Vote, typed: Typed): VoteWeighed | null {
  const engine = useEngine();
  const [weighed, setWeighed] = useState<VoteWeighed | null>(null);
  const latest = useRef(0);
  useEffect(() => {
    const number = ++latest.current;
    const given = Object.fromEntries(Object.entries(typed).map(([one, text]) => [one, figure(text)]));
    engine.vault
      .weigh_vote(id, { matter: recorded.matter, key: recorded.key, ...given })
      .then((now) => number === latest.current && setWeighed(now))
      // The write of the same figure says what is wrong with it.
      .catch(() => undefined);
    return () => {
      latest.current += 1;
    };
  }, [id, recorded, typed]);
  return weighed;
}
