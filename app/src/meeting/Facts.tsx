// The head of a meeting's record as facts, with the way to change them.

import type { Meeting } from "../engine/types";
import { type Fact, FactList } from "../parts/FactList";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { GUEST } from "./roll";

export function Facts({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const hours = [meeting.starts_at, meeting.ends_at].filter((time) => time !== null).join(" – ");
  const guests = meeting.roll.filter((line) => line.attendance === GUEST).map((line) => line.person.name);
  const fact = (name: string, value: string | null | undefined): Fact => ({ name, value: value || t.meeting.unnoted, isOpen: !value, isVietnamese: true });
  return (
    <section class="card">
      <FactList
        facts={[
          fact(t.meeting.chair, meeting.chair?.name),
          fact(t.meeting.taker, meeting.minute_taker?.name),
          fact(t.meeting.place, meeting.place),
          fact(t.meeting.hours, hours),
          fact(t.meeting.guests, guests.join(", ")),
        ]}
      />
      <Link class="btn plain" to={`/meetings/${meeting.id}/about`}>
        <Icon name="pen" />
        {t.meeting.editFacts}
      </Link>
    </section>
  );
}
