// What the server keeps aside or did not take, and what the person can do; and the books that the ward withdrew.

import type { Health } from "../engine/types";
import { useWords } from "../words";

export function SetAside({ health }: { health: Health }) {
  const t = useWords();
  if (health.set_aside.length === 0) return null;
  return (
    <section>
      <h2>{t.safety.setAside}</h2>
      <ul class="list">
        {health.set_aside.map((one, at) => (
          <li key={at} class="line">
            <span>
              <strong lang={one.title ? "vi" : undefined}>{one.title || t.records.untitled}</strong>
              <span class={one.on_server ? "tag" : "tag warn"}>{one.on_server ? t.safety.asideThere : t.safety.asideHere}</span>
              <small>{one.words}</small>
              <small>{one.advice}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Withdrawn({ health }: { health: Health }) {
  const t = useWords();
  if (health.withdrawn.length === 0) return null;
  return (
    <section>
      <h2>{t.safety.withdrawn}</h2>
      <p class="small">{t.safety.withdrawnNote}</p>
      <ul class="list">
        {health.withdrawn.map((book) => (
          <li key={book.org} class="line">
            <strong lang={book.name ? "vi" : undefined}>{book.name ?? t.safety.unnamedBook}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
