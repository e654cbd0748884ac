// The start, step by step: what is waited for is said.

import type { Step } from "../state/session";
import { useWords } from "../words";

export function Starting({ step }: { step: Step }) {
  const t = useWords();
  return (
    <main class="starting">
      <p role="status">{t.shell.starting[step]}</p>
    </main>
  );
}
