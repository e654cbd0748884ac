// How safe one record is: three petals, and the engine's words for it.

import type { Safety } from "../engine/types";

const PETALS: Record<string, [number, string]> = {
  on_this_phone: [1, "phone"],
  held: [1, "phone"],
  safe_on_server: [2, "server"],
  seen_by_ward: [3, "seen"],
};

export function SafetyState({ safety }: { safety: Safety }) {
  const [petals, tone] = PETALS[safety.state] ?? [1, "phone"];
  return (
    <span class={`state ${tone}`}>
      <svg class="petals" data-n={petals} viewBox="0 0 24 24" aria-hidden="true">
        <path d="M10.5 20C4 19 1.500 14 2 8c3 .6 5 2 6.500 4" />
        <path d="M12 20.500C7.300 15.500 7.800 8 12 3c4.200 5 4.700 12.500 0 17.500z" />
        <path d="M13.500 20C20 19 22.500 14 22 8c-3 .6-5 2-6.500 4" />
      </svg>
      <span>{safety.words}</span>
    </span>
  );
}
