// What is always visible of the truth: whether there is a connection, and how much only this phone holds. Never rounded up.

import { useSafety } from "../state/safety";
import { useWords } from "../words";
import { Link } from "./Link";
import { Petals } from "./Petals";

export function SafetyBadge() {
  const t = useWords();
  const safety = useSafety();
  if (!safety) return null;
  const look = safety.stop ? "stop" : safety.unsent > 0 ? "unsent" : "sent";
  return (
    <Link class={`safe ${look}`} to="/safety">
      <Petals filled={safety.unsent > 0 ? 1 : 2} />
      <span>
        <strong role="status">{t.shell.line[safety.line]}</strong>
        <small>{safety.unsent > 0 ? t.shell.unsent(safety.unsent) : t.shell.nothingUnsent}</small>
      </span>
    </Link>
  );
}
