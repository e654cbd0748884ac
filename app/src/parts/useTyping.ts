// A field and its sitting at a running text: begun with the field or with the first letter, ended when the field goes.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Failure } from "../engine/types";
import { useEngine, useNews } from "../state/engine";
import { failureOf } from "./Refusal";
import { inserted, Typing } from "./typing";

type Field = { current: HTMLTextAreaElement | null };
type Guarded = (act: () => Promise<unknown>) => Promise<void>;

// `begin` starts a text that is not there yet with its first letters, and gives its place.
export function useTyping(id: string, place: string | null, begin: ((text: string) => Promise<string>) | undefined, field: Field) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const guarded: Guarded = async (act) => {
    try {
      await act();
      setFailure(null);
    } catch (why) {
      setFailure(failureOf(why));
    }
  };
  const { typing, sit, isReady, isBehind } = useSitting(id, place, field, guarded);

  const type = ({ value, selectionStart }: HTMLTextAreaElement) => {
    void guarded(async () => {
      if (typing.current === null && begin) {
        typing.current = begin(value).then((at) => sit(at, () => undefined));
        // What could not be begun is begun with the next letter.
        typing.current.catch(() => {
          typing.current = null;
        });
      }
      const sat = await typing.current;
      await sat?.type(value, selectionStart);
    });
  };

  const takeIn = () =>
    guarded(async () => {
      const shown = field.current;
      const sat = await typing.current;
      if (!shown || !sat) return;
      const now = await sat.refresh(shown.selectionStart);
      shown.value = now.text;
      shown.setSelectionRange(now.caret, now.caret);
    });

  const insert = (passage: string) =>
    guarded(async () => {
      const shown = field.current;
      const sat = await typing.current;
      if (!shown || !sat) return;
      const now = inserted(shown.value, shown.selectionStart, passage);
      shown.value = now.text;
      shown.setSelectionRange(now.caret, now.caret);
      await sat.type(now.text, now.caret);
    });

  return { isReady, isBehind, failure, type, takeIn, insert };
}

function useSitting(id: string, place: string | null, field: Field, guarded: Guarded) {
  const engine = useEngine();
  const typing = useRef<Promise<Typing> | null>(null);
  const [isReady, setReady] = useState(place === null);
  const [isBehind, setBehind] = useState(false);

  const sit = async (at: string, shows: (text: string) => void): Promise<Typing> => {
    const session = await engine.text(id, at);
    const now = await session.text();
    shows(now);
    setReady(true);
    return new Typing(session, now, setBehind);
  };

  useEffect(() => {
    // A text that this field began itself is sat at already.
    if (place === null || typing.current !== null) return;
    typing.current = sit(place, (now) => {
      if (field.current) field.current.value = now;
    });
    void guarded(() => typing.current ?? Promise.resolve());
  }, [id, place]);

  useEffect(
    () => () => {
      const sat = typing.current;
      typing.current = null;
      // What is typed is on disk; a session that will not end leaves nothing behind but itself.
      void sat?.then((one) => one.finish()).catch(() => undefined);
    },
    [id],
  );

  useNews((news) => {
    if (!news.records.some((change) => change.id === id)) return;
    void typing.current?.then((one) => one.hear()).catch(() => undefined);
  });

  return { typing, sit, isReady, isBehind };
}
