// One deadline of a meeting as a note, with what it rests on.

import type { Meeting } from "../engine/types";
import { useAsk } from "../parts/ask";
import { Icon } from "../ui/Icon";
import { useMinute } from "../parts/days";

export function Deadlines({ meeting, which }: { meeting: Meeting; which: "notice" | "papers" }) {
  const now = useMinute();
  const asked = useAsk((engine) => engine.vault.meeting_times(meeting.id, now), [meeting.id, now], [meeting.id]);
  const deadline = asked.at === "there" ? asked.value[which] : null;
  if (!deadline) return null;
  const tone = deadline.state === "met" ? "good" : deadline.state === "late" ? "bad" : "";
  return (
    <div class={`note ${tone}`}>
      <Icon name={deadline.state === "met" ? "check" : "clock"} />
      <span>
        {deadline.words} <small>{deadline.basis_words}</small>
      </span>
    </div>
  );
}
