// Whether the book is safe: as a whole, by record, and what to do without a connection.

import { useAsk } from "../parts/ask";
import { useAct } from "../parts/act";
import { momentWords } from "../parts/days";
import { Refusal } from "../parts/Refusal";
import { SafetyState } from "../parts/SafetyState";
import { Shown } from "../parts/Shown";
import { pathOf } from "../records/paths";
import type { RecordStatus } from "../engine/types";
import { useSync } from "../state/engine";
import { useSyncing } from "../state/syncing";
import { Conditions, UpdateLine } from "../ui/Conditions";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { Petals } from "../ui/Petals";
import { useWords } from "../words";

export function Safety() {
  const t = useWords();
  const asked = useAsk(
    async (engine) => {
      const [records, outgoing, health] = await Promise.all([engine.vault.record_statuses(), engine.vault.outgoing(), engine.vault.health()]);
      return { records, outgoing, health };
    },
    [],
    null,
  );
  return (
    <Page title={t.safety.title} back={{ to: "/", label: t.shell.tabs.today }}>
      <UpdateLine />
      <Shown asked={asked}>
        {({ records, outgoing, health }) => {
          const oldest = outgoing.map((one) => one.oldest_ms).filter((at) => at !== null);
          return (
            <>
              <Sums records={records} oldest={oldest.length > 0 ? Math.min(...oldest) : null} />
              <SendNow />
              <Conditions />
              <p class="soft">{health.last_contact_ms === null ? t.safety.neverMet : t.safety.lastMet(momentWords(health.last_contact_ms))}</p>
              {health.set_aside.length > 0 && (
                <section>
                  <h2>{t.safety.setAside}</h2>
                  <ul class="list">
                    {health.set_aside.map((one, at) => (
                      <li key={at} class="line">
                        <span>
                          <strong>{one.title}</strong>
                          <small>{one.words}</small>
                          <small>{one.advice}</small>
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
              {outgoing.length > 0 && (
                <section>
                  <h2>{t.safety.onlyHere}</h2>
                  <ul class="list">
                    {outgoing.map((one) => (
                      <li key={one.id}>
                        <Link to={pathOf(one)}>
                          <span>
                            <strong>{one.title}</strong>
                            <small>{one.oldest_ms === null ? "" : t.safety.since(momentWords(one.oldest_ms))}</small>
                          </span>
                          <Icon name="next" />
                        </Link>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
              <details>
                <summary>
                  <Icon name="next" />
                  {t.safety.allRecords(records.length)}
                </summary>
                <ul class="list">
                  {records.map((one) => (
                    <li key={one.id}>
                      <Link to={pathOf(one)}>
                        <span>
                          <strong>{one.title}</strong>
                          <SafetyState safety={one.safety} />
                        </span>
                        <Icon name="next" />
                      </Link>
                    </li>
                  ))}
                </ul>
              </details>
            </>
          );
        }}
      </Shown>
      <div class="btns">
        <Link class="btn plain" to="/safety/hand-in">
          <Icon name="share" />
          {t.safety.toHandIn}
        </Link>
        <Link class="btn plain" to="/safety/other-phone">
          <Icon name="qr" />
          {t.safety.toOther}
        </Link>
        <Link class="btn text" to="/safety/colleagues">
          {t.safety.toColleagues}
        </Link>
      </div>
    </Page>
  );
}

function Sums({ records, oldest }: { records: RecordStatus[]; oldest: number | null }) {
  const t = useWords();
  const count = (...states: string[]) => records.filter((one) => states.includes(one.safety.state)).length;
  const here = count("on_this_phone", "held");
  const lines: [1 | 2 | 3, string, string, string, number][] = [
    [1, "phone", t.safety.onPhone, here > 0 ? t.safety.onPhoneNote(oldest === null ? null : momentWords(oldest)) : "", here],
    [2, "server", t.safety.onServer, t.safety.onServerNote, count("safe_on_server")],
    [3, "seen", t.safety.seen, "", count("seen_by_ward")],
  ];
  return (
    <ul class="list">
      {lines.map(([petals, tone, words, note, number]) => (
        <li key={tone} class="line">
          <span>
            <span class={`state ${tone}`}>
              <Petals filled={petals} />
              {words}
            </span>
            {note && <small>{note}</small>}
          </span>
          <b class="n">{number}</b>
        </li>
      ))}
    </ul>
  );
}

// Sends by hand, with how far it has come and a way to stop.
export function SendNow() {
  const t = useWords();
  const sync = useSync();
  const syncing = useSyncing();
  const { act } = useAct();
  if (sync.at === "running") {
    return (
      <section aria-label={t.safety.sending}>
        <p role="status">{t.safety.progress(sync.requests, sync.received, sync.left)}</p>
        <progress />
        <button type="button" class="btn plain" onClick={() => void act((engine) => engine.worker.cancel_sync())}>
          {t.safety.stop}
        </button>
      </section>
    );
  }
  return (
    <section aria-label={t.safety.sending}>
      {sync.at === "failed" && sync.failure.code !== "offline" && <Refusal failure={sync.failure} />}
      {sync.at === "done" && sync.synced.unmerged > 0 && <p class="note warn"><span>{t.safety.unmerged(sync.synced.unmerged)}</span></p>}
      <button type="button" class="btn" onClick={() => void syncing.now().catch(() => undefined)}>
        <Icon name="sync" />
        {t.safety.sendNow}
      </button>
    </section>
  );
}
