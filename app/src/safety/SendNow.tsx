// Sends by hand, with how far it has come and a way to stop; and what the last sync brought.

import type { Synced } from "../engine/types";
import { clockNow } from "../parts/days";
import { Refusal } from "../parts/Refusal";
import { useEngine, useSync } from "../state/engine";
import { useSyncing } from "../state/syncing";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function SendNow() {
  const t = useWords();
  const sync = useSync();
  const engine = useEngine();
  const syncing = useSyncing();
  if (sync.at === "running") {
    const how = t.safety.progress(sync.requests, sync.received, sync.left);
    return (
      <section aria-label={t.safety.sending}>
        <p role="status">{how}</p>
        <progress aria-label={how} />
        <button type="button" class="btn plain" onClick={() => void engine.worker.cancel_sync().catch(() => undefined)}>
          {t.safety.stop}
        </button>
      </section>
    );
  }
  return (
    <section aria-label={t.safety.sending}>
      {sync.at === "failed" && sync.failure.code !== "offline" && <Refusal failure={sync.failure} />}
      {sync.at === "done" && <Brought synced={sync.synced} when={sync.when} />}
      <button type="button" class="btn" onClick={() => void syncing.now().catch(() => undefined)}>
        <Icon name="sync" />
        {t.safety.sendNow}
      </button>
    </section>
  );
}

function Brought({ synced, when }: { synced: Synced; when: number }) {
  const t = useWords();
  const { pushed, received, held, refused, removed, unmerged, more } = synced;
  const isWhole = held + refused + unmerged === 0 && !more;
  return (
    <div class={isWhole ? "note good" : "note warn"} role="status">
      <Icon name={isWhole ? "check" : "warn"} />
      <p>{pushed + received === 0 ? t.safety.nothingNew(clockNow(when)) : t.safety.brought(pushed, received, clockNow(when))}</p>
      {held + refused > 0 && <p>{t.safety.broughtAside(held, refused)}</p>}
      {removed > 0 && <p>{t.safety.removed(removed)}</p>}
      {unmerged > 0 && <p>{t.safety.unmerged(unmerged)}</p>}
      {more && <p>{t.safety.more}</p>}
    </div>
  );
}
