// The start, step by step: what is waited for is said.

import { useWords } from "../words";

export function Starting({ step }: { step: "window" | "engine" | "profiles" }) {
  const t = useWords();
  return (
    <main class="starting">
      <p role="status">{t.shell.starting[step]}</p>
    </main>
  );
}
