// A screen before anybody's book is open: the house's name, the language, one heading, and what comes next.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useEngine } from "../state/engine";
import { type Language, setLanguage, useLanguage, useWords } from "../words";

type Props = { title: string; eyebrow?: string | undefined; sign?: ComponentChildren; children: ComponentChildren };

export function Frame({ title, eyebrow, sign, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Sen`;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title]);
  return (
    <div class="screen whole">
      <header class="bar">
        <span class="brand">
          <img src="/app/icon-192.png" alt="" width="40" height="40" />
          Sen
        </span>
        <LanguageButton />
      </header>
      <main>
        {sign}
        <div class="title">
          {eyebrow && <p class="eyebrow">{eyebrow}</p>}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
        </div>
        {children}
      </main>
    </div>
  );
}

// The other language, by its own name.
export function LanguageButton() {
  const t = useWords();
  const engine = useEngine();
  const other: Language = useLanguage() === "vi" ? "en" : "vi";
  return (
    <button
      type="button"
      lang={other}
      onClick={() => {
        setLanguage(other);
        // An engine that is not there yet is told when it starts.
        engine.worker.set_language(other).catch(() => undefined);
      }}
    >
      {t.first.otherLanguage}
    </button>
  );
}
