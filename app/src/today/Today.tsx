// The first screen: the next meeting as the one green card, and below it only what waits for somebody.

import type { RecordLine } from "../engine/types";
import type { Today as Due } from "../engine/types";
import { useAsk } from "../parts/ask";
import { useCodes, wordsOf } from "../parts/codes";
import { dayShort, dayWords, daysBetween, today } from "../parts/days";
import { LineList } from "../parts/LineList";
import { Shown } from "../parts/Shown";
import { pathOf } from "../records/paths";
import { FingerprintOffer } from "../settings/Fingerprint";
import { useSessions } from "../state/useSession";
import { Conditions, UpdateLine } from "../ui/Conditions";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { stepWords } from "../meeting/steps";
import { LeftBehind } from "./LeftBehind";
import { Waiting } from "./Waiting";

export function Today() {
  const t = useWords();
  const day = today();
  const { ahead } = useSessions();
  const asked = useAsk((engine) => engine.vault.today(day), [day], null, () => ahead.of(day));
  const meeting = asked.at === "there" ? asked.value.next_meeting : null;
  const left = meeting?.day ? daysBetween(day, meeting.day) : null;
  return (
    <Page title={t.records.todayTitle(left)} eyebrow={dayWords(day, t)} tab="today" wide="cards">
      <UpdateLine />
      <Conditions most={1} />
      <LeftBehind />
      <Shown asked={asked}>
        {(due) => (
          <>
            <Next meeting={due.next_meeting} />
            <Waiting due={due} />
            <FingerprintOffer />
            <Last due={due} />
          </>
        )}
      </Shown>
      <Link class="btn text" to="/guide">
        {t.records.toGuide}
      </Link>
    </Page>
  );
}

function Next({ meeting }: { meeting: RecordLine | null }) {
  const t = useWords();
  const kinds = useCodes("meeting_kind");
  if (!meeting) {
    return (
      <section class="card hero" aria-label={t.records.nextMeeting}>
        <Bloom />
        <div>
          <h2>{t.records.noNext}</h2>
          <p class="soft">{t.records.noNextNote}</p>
        </div>
        <Link class="btn" to="/meetings/new">
          {t.meeting.openNew}
        </Link>
      </section>
    );
  }
  const kind = meeting.figures.find(({ name }) => name === "kind")?.value;
  // The day stands below, with the day of the week.
  const title = meeting.title.replace(meeting.day ? dayShort(meeting.day) : "", "").trim();
  return (
    <section class="card hero" aria-label={t.records.nextMeeting}>
      <Bloom />
      <div>
        <h2 lang={title ? "vi" : undefined}>{title || wordsOf(kinds, kind ?? "")}</h2>
        <p class="soft">{meeting.day ? dayWords(meeting.day, t) : t.meeting.unnoted}</p>
      </div>
      <MeetingStage id={meeting.id} />
      <Link class="btn" to={`/meetings/${meeting.id}`}>
        {meeting.day !== null && daysBetween(today(), meeting.day) <= 0 ? t.records.enter : t.records.prepare}
      </Link>
    </section>
  );
}

// The first step that is not done, in the engine's words.
function MeetingStage({ id }: { id: string }) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.meeting_steps(id), [id], [id]);
  const step = asked.at === "there" ? asked.value.find((one) => !one.is_done) : undefined;
  return step ? <p class="state">{t.records.stepIs(stepWords(t, step.step), step.words)}</p> : null;
}

// The house's flower, in outline behind the card.
function Bloom() {
  return (
    <svg class="bloom" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M10.5 20C4 19 1.5 14 2 8c3 .6 5 2 6.5 4" />
      <path d="M12 20.5C7.3 15.5 7.8 8 12 3c4.2 5 4.7 12.5 0 17.5z" />
      <path d="M13.5 20C20 19 22.5 14 22 8c-3 .6-5 2-6.5 4" />
    </svg>
  );
}

function Last({ due }: { due: Due }) {
  const t = useWords();
  if (!due.last_meeting) return null;
  return (
    <section>
      <h2>{t.records.lastMeeting}</h2>
      <LineList lines={[due.last_meeting]} to={pathOf} />
      <Link class="btn text" to="/meetings">
        <Icon name="next" />
        {t.records.allMeetings}
      </Link>
    </section>
  );
}
