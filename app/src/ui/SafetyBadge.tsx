// What is always visible of the truth: whether there is a connection, and how much only this phone holds. Never rounded up.

import { type Safety, useSafety } from "../state/safety";
import { type Words, useWords } from "../words";
import { Link } from "./Link";
import { Petals } from "./Petals";

type Line = keyof Words["shell"]["line"];

// What has to be known first: that the ward turns this phone away, then the connection. Without anything to send, nothing is
// "not sent".
function lineOf({ health, line, unsent }: Safety): Line {
  if (health.revoked_ms !== null) return "revoked";
  if (health.unknown_to_server) return "unknown";
  if (health.set_aside.length > 0) return "held";
  if (unsent > 0) return line;
  return line === "failed" ? "unmet" : line === "sending" ? "asking" : line;
}

export function SafetyBadge() {
  const t = useWords();
  const safety = useSafety();
  if (!safety) return null;
  const look = safety.stop ? "stop" : safety.unsent > 0 ? "unsent" : "sent";
  return (
    <Link class={`safe ${look}`} to="/safety">
      <Petals filled={safety.unsent > 0 ? 1 : 2} />
      <span>
        <strong role="status">{t.shell.line[lineOf(safety)]}</strong>
        <small>{safety.unsent > 0 ? t.shell.unsent(safety.unsent) : t.shell.nothingUnsent}</small>
      </span>
    </Link>
  );
}
