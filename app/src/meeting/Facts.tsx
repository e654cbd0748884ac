// The head of a meeting's record as facts, with the way to change them.

import type { Meeting } from "../engine/types";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { GUEST } from "./roll";

export function Facts({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const hours = [meeting.starts_at, meeting.ends_at].filter((time) => time !== null).join(" – ");
  const guests = meeting.roll.filter((line) => line.attendance === GUEST).map((line) => line.person.name);
  const facts: [string, string | null | undefined][] = [
    [t.meeting.chair, meeting.chair?.name],
    [t.meeting.taker, meeting.minute_taker?.name],
    [t.meeting.place, meeting.place],
    [t.meeting.hours, hours],
    [t.meeting.guests, guests.join(", ")],
  ];
  return (
    <section class="card">
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd class={value ? undefined : "soft"}>{value || t.meeting.unnoted}</dd>
          </div>
        ))}
      </dl>
      <Link class="btn plain" to={`/meetings/${meeting.id}/about`}>
        <Icon name="pen" />
        {t.meeting.editFacts}
      </Link>
    </section>
  );
}
