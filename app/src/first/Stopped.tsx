// Why nothing can be opened, as a whole screen: the cause, that nothing is lost by it, and what to do.

import type { Stop } from "../state/session";
import { useSessions } from "../state/useSession";
import { Frame } from "../ui/Frame";
import { Icon, type IconName } from "../ui/Icon";
import { useWords } from "../words";

const SIGNS: Record<string, IconName> = { in_use: "window", taken_over: "window", storage_full: "disk", wrong_key: "key" };

// With `onBack` it is one person's book that does not open, and the others' are there.
export function Stopped({ stop, onBack }: { stop: Stop; onBack?: () => void }) {
  const t = useWords();
  const sessions = useSessions();
  const known = t.first.stops as Record<string, { title: string; what: string } | undefined>;
  const said = known[stop.code] ?? t.first.stops.other;
  const isElsewhere = stop.code === "in_use" || stop.code === "taken_over";
  return (
    <Frame
      title={said.title}
      sign={
        <div class={`sign ${isElsewhere ? "" : "warn"}`}>
          <Icon name={SIGNS[stop.code] ?? "warn"} />
        </div>
      }
    >
      <p>{said.what}</p>
      <div class="btns">
        {isElsewhere ? (
          <button type="button" class="btn" onClick={() => void sessions.takeOver()}>
            {t.first.goOnHere}
          </button>
        ) : (
          <button type="button" class="btn" onClick={() => location.reload()}>
            {t.first.tryAgain}
          </button>
        )}
        {onBack && (
          <button type="button" class="btn text" onClick={onBack}>
            {t.first.leave}
          </button>
        )}
      </div>
      <details>
        <summary>
          <Icon name="next" />
          {t.first.forReport}
        </summary>
        <p class="small">
          {stop.code}: {stop.why}
        </p>
      </details>
    </Frame>
  );
}
