// Whether the book is safe: as a whole, by record, and what to do without a connection.

import type { Engine } from "../engine/client";
import type { Health, Outgoing, RecordStatus } from "../engine/types";
import { useAsk } from "../parts/ask";
import { momentWords } from "../parts/days";
import { LinkRow } from "../parts/LinkRow";
import { SafetyState } from "../parts/SafetyState";
import { Shown } from "../parts/Shown";
import { pathOf } from "../records/paths";
import { Conditions, UpdateLine } from "../ui/Conditions";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { Records } from "./Records";
import { SendNow } from "./SendNow";
import { SetAside, Withdrawn } from "./SetAside";
import { Sums } from "./Sums";

async function ask({ vault }: Engine) {
  const [statuses, outgoing, health, lines] = await Promise.all([vault.record_statuses(), vault.outgoing(), vault.health(), vault.records({})]);
  return { statuses, outgoing, health, toDecide: lines.filter((line) => line.open_questions > 0), unreadable: lines.filter((line) => !line.readable) };
}

export function Safety() {
  const t = useWords();
  const asked = useAsk(ask, [], null);
  return (
    <Page title={t.safety.title} back={{ to: "/", label: t.shell.tabs.today }}>
      <UpdateLine />
      <Shown asked={asked}>
        {({ statuses, outgoing, health, toDecide, unreadable }) => {
          const written = outgoing.map((one) => one.oldest_ms).filter((at) => at !== null);
          return (
            <>
              <Sums records={statuses} oldest={written.length > 0 ? Math.min(...written) : null} />
              <SendNow />
              <Conditions />
              <LastMet health={health} />
              <SetAside health={health} />
              <Records title={t.safety.toDecide} note={t.safety.toDecideNote} lines={toDecide} to={(line) => `/records/${line.id}/conflicts`} />
              <Records title={t.safety.unreadable} note={t.safety.unreadableNote} lines={unreadable} to={pathOf} />
              <Unsent outgoing={outgoing} />
              <Withdrawn health={health} />
              <All records={statuses} />
            </>
          );
        }}
      </Shown>
      <Ways />
    </Page>
  );
}

function LastMet({ health }: { health: Health }) {
  const t = useWords();
  return <p class="soft">{health.last_contact_ms === null ? t.safety.neverMet : t.safety.lastMet(momentWords(health.last_contact_ms))}</p>;
}

function Unsent({ outgoing }: { outgoing: Outgoing[] }) {
  const t = useWords();
  if (outgoing.length === 0) return null;
  return (
    <section>
      <h2>{t.safety.onlyHere}</h2>
      <ul class="list">
        {outgoing.map((one) => (
          <LinkRow
            key={one.id}
            to={pathOf(one)}
            title={one.title || t.records.untitled}
            note={one.oldest_ms === null ? null : t.safety.since(momentWords(one.oldest_ms))}
            isVietnamese={one.title !== ""}
          />
        ))}
      </ul>
    </section>
  );
}

function All({ records }: { records: RecordStatus[] }) {
  const t = useWords();
  return (
    <details>
      <summary>
        <Icon name="next" />
        {t.safety.allRecords(records.length)}
      </summary>
      <ul class="list">
        {records.map((one) => (
          <LinkRow key={one.id} to={pathOf(one)} title={one.title || t.records.untitled} isVietnamese={one.title !== ""}>
            <SafetyState safety={one.safety} />
          </LinkRow>
        ))}
      </ul>
    </details>
  );
}

function Ways() {
  const t = useWords();
  return (
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
  );
}
