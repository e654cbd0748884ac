// A field and its sitting at a running text: begun with the field or with the first letter, ended when the field goes.

import { useEffect, useRef, useState } from "preact/hooks";
import { EngineError } from "../engine/client";
import type { Failure } from "../engine/types";
import { useEngine, useNews } from "../state/engine";
import { useSession, useSessions } from "../state/useSession";
import { Pace } from "./pace";
import { failureOf } from "./Refusal";
import { type Desk, inserted, Typing } from "./typing";

type Field = { current: HTMLTextAreaElement | null };

// Starts a text that is not there yet with its first letters, and gives its place; `name` tells its field from others.
export type Begin = { name: string; start: (text: string) => Promise<string> };

export function useTyping(id: string, place: string | null, begin: Begin | undefined, field: Field) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isReady, setReady] = useState(place === null);
  const [isBehind, setBehind] = useState(false);
  const typing = useSitting(id, place, begin, {
    show: (text, caret) => {
      const shown = field.current;
      if (!shown) return;
      shown.value = text;
      if (shown === document.activeElement) shown.setSelectionRange(caret, caret);
    },
    onSit: (isReady) => {
      setReady(isReady);
      setBehind(false);
      setFailure(null);
    },
    onReady: () => setReady(true),
    onBehind: setBehind,
    onFailure: (why) => setFailure(why === null ? null : failureOf(why)),
  });

  const type = ({ value, selectionStart }: HTMLTextAreaElement) => typing.current?.type(value, selectionStart);
  const takeIn = () => typing.current?.takeIn(field.current?.selectionStart ?? 0);
  const insert = (passage: string): Promise<void> => {
    const shown = field.current;
    const sitting = typing.current;
    if (!shown || !sitting || shown.readOnly) return Promise.resolve();
    const now = inserted(shown.value, shown.selectionStart, passage);
    shown.value = now.text;
    shown.setSelectionRange(now.caret, now.caret);
    sitting.type(now.text, now.caret);
    return sitting.settled();
  };
  return { isReady, isBehind, failure, type, takeIn, insert };
}

const isLost = (why: unknown) => why instanceof EngineError && why.failure.code === "crashed";

type Shows = Omit<Desk, "begins" | "open" | "isLost"> & { onSit: (isReady: boolean) => void };

function useSitting(id: string, place: string | null, begin: Begin | undefined, shows: Shows) {
  const engine = useEngine();
  const { left } = useSessions();
  const session = useSession();
  const profile = useRef(session.at === "open" ? session.profile.id : "");
  const typing = useRef<Typing | null>(null);
  // A text that this field began itself is sat at already: its place changes nothing.
  const begun = useRef<string | null>(null);
  const key = useRef("");
  if (place === null || `${id} ${place}` !== begun.current) key.current = `${id} ${place ?? ""}`;
  const latest = useRef(begin);
  latest.current = begin;

  useEffect(() => {
    let at = place;
    const spot = () => ({ profile: profile.current, id, place: at ?? latest.current?.name ?? "", begins: at === null });
    const open = async (typed: string) => {
      if (at === null) {
        at = (await latest.current?.start(typed)) ?? "";
        begun.current = `${id} ${at}`;
      }
      return engine.text(id, at);
    };
    shows.onSit(place === null);
    const sitting = new Typing({ begins: place === null, open, isLost, ...shows }, left.take(spot()));
    const unwatch = left.watch(sitting);
    typing.current = sitting;
    sitting.sit();
    return () => {
      typing.current = null;
      void sitting.finish().then((rest) => {
        unwatch();
        if (rest) left.put({ ...spot(), ...rest });
      });
    };
  }, [key.current]);

  // One's own letters are news as well, and say by themselves whether others wrote.
  const pace = useRef<Pace | null>(null);
  pace.current ??= new Pace(() => void typing.current?.hear());
  useEffect(() => () => pace.current?.stop(), []);
  useNews((news) => {
    if (news.records.some((change) => change.id === id)) pace.current?.soon();
  });

  return typing;
}
