// The head data of a meeting, each value kept as soon as its field is left or its choice tapped.

import type { Meeting } from "../engine/types";
import { Choose, ValueInput } from "../parts/ValueInput";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { OfMeeting } from "./OfMeeting";
import { PersonField } from "../parts/PersonField";
import { clockNow } from "../parts/days";

export function About({ id }: { id: string }) {
  const t = useWords();
  return (
    <Page title={t.meeting.facts} back={{ to: `/meetings/${id}`, label: t.meeting.one }}>
      <OfMeeting id={id}>{(meeting) => <Head meeting={meeting} />}</OfMeeting>
    </Page>
  );
}

function Head({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const { id } = meeting;
  return (
    <div class="form">
      <PersonField id={id} place="chair" label={t.meeting.chair} person={meeting.chair} />
      <PersonField id={id} place="minute_taker" label={t.meeting.taker} person={meeting.minute_taker} />
      <ValueInput id={id} place="place" label={t.meeting.place} value={meeting.place} />
      <ValueInput id={id} place="topic" label={t.meeting.topic} value={meeting.topic} />
      <ValueInput id={id} place="held_on" label={t.meeting.heldOn} value={meeting.date} type="date" />
      <ValueInput id={id} place="starts_at" label={t.meeting.starts} value={meeting.starts_at} type="time">
        <Choose id={id} place="starts_at" value={clockNow()} words={t.meeting.nowIs} />
      </ValueInput>
      <ValueInput id={id} place="ends_at" label={t.meeting.ends} value={meeting.ends_at} type="time">
        <Choose id={id} place="ends_at" value={clockNow()} words={t.meeting.nowIs} />
      </ValueInput>
      <p class="small">{t.meeting.kept}</p>
    </div>
  );
}
