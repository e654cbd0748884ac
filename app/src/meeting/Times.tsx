// How long a meeting lasts and its deadlines, each with what it rests on.

import type { Meeting } from "../engine/types";
import type { MeetingDeadline } from "../engine/types";
import { useAsk } from "../parts/ask";
import { useMinute } from "../parts/days";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function Times({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const now = useMinute();
  const asked = useAsk((engine) => engine.vault.meeting_times(meeting.id, now), [meeting.id, now], [meeting.id]);
  if (asked.at !== "there") return null;
  const { words, basis_words, notice, papers } = asked.value;
  const bases = [basis_words, notice?.basis_words, papers?.basis_words].filter((basis) => !!basis);
  return (
    <div class={asked.value.is_short ? "note warn" : "note"}>
      <Icon name="clock" />
      <span>{words}</span>
      {notice && <Deadline deadline={notice} />}
      {papers && <Deadline deadline={papers} />}
      {bases.length > 0 && (
        <details>
          <summary>
            <Icon name="next" />
            {t.meeting.why}
          </summary>
          {[...new Set(bases)].map((basis) => (
            <p key={basis}>{basis}</p>
          ))}
        </details>
      )}
    </div>
  );
}

export function Deadline({ deadline }: { deadline: MeetingDeadline }) {
  return <span class={deadline.state === "late" ? "late" : undefined}>{deadline.words}</span>;
}
