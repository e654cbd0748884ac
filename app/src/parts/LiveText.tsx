// A running text of a record under a person's hands: every letter is on disk at once, nobody else's moves anything here.
//
// The field is never written to while it has the focus, but for others' text that the person takes in by a tap.

import { useEffect, useId, useImperativeHandle, useRef, useState } from "preact/hooks";
import type { Ref } from "preact";
import type { Failure } from "../engine/types";
import { useEngine, useNews } from "../state/engine";
import { useWords } from "../words";
import { failureOf, Refusal } from "./Refusal";
import { inserted, Typing } from "./typing";

export type LiveTextHandle = { insert: (passage: string) => Promise<void> };

type Props = {
  id: string;
  // The running text, or nothing while it is not begun.
  place: string | null;
  // Begins it with the first letters, and gives its place.
  begin?: (text: string) => Promise<string>;
  label: string;
  rows: number;
  class?: string;
  note?: string;
  handle?: Ref<LiveTextHandle>;
};

export function LiveText({ id, place, begin, label, rows, class: look, note, handle }: Props) {
  const t = useWords();
  const own = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const text = useTyping(id, place, begin, field);
  useImperativeHandle(handle ?? null, () => ({ insert: text.insert }));
  return (
    <div class="field">
      <label for={own}>{label}</label>
      {text.isBehind && (
        <p class="fresh" role="status">
          <strong>{t.records.fresh}</strong>
          <button type="button" onClick={() => void text.takeIn()}>
            {t.records.takeFresh}
          </button>
        </p>
      )}
      <textarea
        id={own}
        ref={field}
        class={look}
        rows={rows}
        autocomplete="off"
        readOnly={!text.isReady}
        aria-invalid={text.failure !== null}
        aria-describedby={`${own}-note`}
        onInput={(event) => text.type(event.currentTarget)}
      />
      <div id={`${own}-note`}>
        {note && <p class="small">{note}</p>}
        {text.failure && <p class="error">{t.records.notKept}</p>}
        <Refusal failure={text.failure} />
      </div>
    </div>
  );
}

function useTyping(id: string, place: string | null, begin: Props["begin"], field: { current: HTMLTextAreaElement | null }) {
  const engine = useEngine();
  const typing = useRef<Promise<Typing> | null>(null);
  const [isReady, setReady] = useState(place === null);
  const [isBehind, setBehind] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const sit = async (at: string, shows: (text: string) => void): Promise<Typing> => {
    const session = await engine.text(id, at);
    const now = await session.text();
    shows(now);
    setReady(true);
    return new Typing(session, now, setBehind);
  };
  const guarded = async (act: () => Promise<unknown>) => {
    try {
      await act();
      setFailure(null);
    } catch (why) {
      setFailure(failureOf(why));
    }
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
