// How safe one record is: three petals, and the engine's words for it.

import type { Safety } from "../engine/types";
import { Petals } from "../ui/Petals";

const PETALS: Record<string, [1 | 2 | 3, string]> = {
  on_this_phone: [1, "phone"],
  held: [1, "phone"],
  safe_on_server: [2, "server"],
  seen_by_ward: [3, "seen"],
};

export function SafetyState({ safety }: { safety: Safety }) {
  const [petals, tone] = PETALS[safety.state] ?? [1, "phone"];
  return (
    <span class={`state ${tone}`}>
      <Petals filled={petals} />
      <span>{safety.words}</span>
    </span>
  );
}
