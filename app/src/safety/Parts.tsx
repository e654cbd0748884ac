// QR codes shown one after the other, for a camera that follows; by hand where somebody wants it still. What the other phone
// has already is tapped away and not shown again.

import { useEffect, useState } from "preact/hooks";
import { useWords } from "../words";
import { nextPart } from "./gather";
import { QrShow } from "./QrShow";

const SHOWN_MS = 1_200;

export function Parts({ parts, onEnd }: { parts: string[]; onEnd: () => void }) {
  const t = useWords();
  const [at, setAt] = useState(0);
  const [has, setHas] = useState<ReadonlySet<number>>(new Set());
  const [runs, setRuns] = useState(parts.length > 1 && !matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setAt((before) => nextPart(before, 1, parts.length, has)), SHOWN_MS);
    return () => clearInterval(timer);
  }, [runs, parts, has]);
  const step = (by: 1 | -1) => {
    setRuns(false);
    setAt(nextPart(at, by, parts.length, has));
  };
  const toggle = (part: number) => {
    const after = new Set(has);
    if (!after.delete(part)) after.add(part);
    setHas(after);
    if (after.has(at)) setAt(nextPart(at, 1, parts.length, after));
  };
  const where = t.safety.partOf(at + 1, parts.length);
  return (
    <section>
      <p>{t.safety.holdBefore}</p>
      <QrShow text={parts[at] ?? ""} label={where} />
      <p class="mid-text" aria-live={runs ? "off" : "polite"}>
        <strong>{where}</strong>
      </p>
      {parts.length > 1 && (
        <>
          <div class="btns two">
            <button type="button" class="btn plain" onClick={() => step(-1)}>
              {t.safety.previous}
            </button>
            <button type="button" class="btn plain" onClick={() => step(1)}>
              {t.safety.following}
            </button>
          </div>
          <button type="button" class="btn plain" onClick={() => setRuns(!runs)}>
            {runs ? t.safety.pause : t.safety.run}
          </button>
          <Has all={parts.length} has={has} toggle={toggle} />
        </>
      )}
      <p class="small">{t.safety.stillUnsent}</p>
      <button type="button" class="btn" onClick={onEnd}>
        {t.safety.end}
      </button>
    </section>
  );
}

// Which parts the other phone has, as it tells itself.
function Has({ all, has, toggle }: { all: number; has: ReadonlySet<number>; toggle: (part: number) => void }) {
  const t = useWords();
  return (
    <fieldset class="chips">
      <legend>{t.safety.otherHas}</legend>
      {Array.from({ length: all }, (_, part) => (
        <button key={part} type="button" class="chip" aria-pressed={has.has(part)} aria-label={t.safety.partOf(part + 1, all)} onClick={() => toggle(part)}>
          {part + 1}
        </button>
      ))}
      <p role="status">{has.size === all ? t.safety.otherHasAll : ""}</p>
    </fieldset>
  );
}
