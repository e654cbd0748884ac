// What can be put into the minutes, chosen by taps; what is in them already is not chosen at first.

import { useState } from "preact/hooks";
import type { Passage } from "../engine/types";
import { useAsk } from "../parts/ask";
import { Sheet } from "../parts/Sheet";
import { Shown } from "../parts/Shown";
import { useWords } from "../words";

type Props = { id: string; onInsert: (text: string) => Promise<void> | undefined; onClose: () => void };

export function PassageSheet({ id, onInsert, onClose }: Props) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.passages(id), [id], []);
  return (
    <Sheet title={t.meeting.insertWhat} onClose={onClose}>
      <Shown asked={asked}>{(passages) => <Choice passages={passages} onInsert={onInsert} onClose={onClose} />}</Shown>
    </Sheet>
  );
}

function Choice({ passages, onInsert, onClose }: { passages: Passage[]; onInsert: Props["onInsert"]; onClose: () => void }) {
  const t = useWords();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(passages.filter((one) => !one.is_there).map((one) => one.key)));
  const toggle = (key: string) => {
    const now = new Set(chosen);
    if (!now.delete(key)) now.add(key);
    setChosen(now);
  };
  const texts = passages.filter((one) => chosen.has(one.key)).map((one) => one.text);
  const insert = async () => {
    await onInsert(texts.join("\n"));
    onClose();
  };
  if (passages.length === 0) return <p class="note">{t.meeting.noPassages}</p>;
  return (
    <>
      <div class="btns">
        {passages.map((passage) => (
          <label key={passage.key} class="choice">
            <input type="checkbox" checked={chosen.has(passage.key)} onChange={() => toggle(passage.key)} />
            <strong>{passage.words}</strong>
            <small>{passage.is_there ? t.meeting.isThere : shortened(passage.text)}</small>
          </label>
        ))}
      </div>
      <p class="small">{t.meeting.insertNote}</p>
      <button type="button" class="btn" aria-disabled={texts.length === 0} onClick={() => texts.length > 0 && void insert()}>
        {t.meeting.insertNow(texts.length)}
      </button>
    </>
  );
}

const SHOWN_CHARS = 90;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line;
}
