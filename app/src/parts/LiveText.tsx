// A running text of a record under a person's hands: every letter is on disk at once, nobody else's moves anything here.
//
// The field is never written to while it has the focus, but for others' text that the person takes in by a tap.

import type { Ref } from "preact";
import { useId, useImperativeHandle, useRef } from "preact/hooks";
import { useWords } from "../words";
import { Refusal } from "./Refusal";
import { type Begin, useTyping } from "./useTyping";

export type LiveTextHandle = { insert: (passage: string) => Promise<void> };

type Props = {
  id: string;
  // The running text, or nothing while it is not begun.
  place: string | null;
  begin?: Begin;
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
          <button type="button" onClick={() => text.takeIn()}>
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
