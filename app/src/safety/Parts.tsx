// QR codes shown one after the other, for a camera that follows; by hand where somebody wants it still.

import { useEffect, useState } from "preact/hooks";
import { useWords } from "../words";
import { QrShow } from "./QrShow";

const SHOWN_MS = 1_200;

export function Parts({ parts, onEnd }: { parts: string[]; onEnd: () => void }) {
  const t = useWords();
  const [at, setAt] = useState(0);
  const [runs, setRuns] = useState(parts.length > 1 && !matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setAt((before) => (before + 1) % parts.length), SHOWN_MS);
    return () => clearInterval(timer);
  }, [runs, parts]);
  const step = (by: number) => {
    setRuns(false);
    setAt((at + by + parts.length) % parts.length);
  };
  return (
    <section>
      <p>{t.safety.holdBefore}</p>
      <QrShow text={parts[at] ?? ""} label={t.safety.partOf(at + 1, parts.length)} />
      <p class="mid" aria-live={runs ? "off" : "polite"}>
        {t.safety.partOf(at + 1, parts.length)}
      </p>
      <div class="btns two">
        <button type="button" class="btn plain" onClick={() => step(-1)}>
          {t.safety.previous}
        </button>
        <button type="button" class="btn plain" onClick={() => step(1)}>
          {t.safety.following}
        </button>
      </div>
      <button type="button" class="btn plain" aria-pressed={runs} onClick={() => setRuns(!runs)}>
        {runs ? t.safety.pause : t.safety.run}
      </button>
      <button type="button" class="btn text" onClick={onEnd}>
        {t.safety.end}
      </button>
    </section>
  );
}
