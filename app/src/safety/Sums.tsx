// The book as a whole: how many records are on this phone alone, on the server, and seen by the ward.

import type { RecordStatus } from "../engine/types";
import { momentWords, useMinute } from "../parts/days";
import { spanOf } from "../state/span";
import { Petals } from "../ui/Petals";
import { useWords } from "../words";

type Line = { petals: 1 | 2 | 3; tone: string; words: string; note: string; number: number };

// `oldest` is when the oldest unsent change was written.
export function Sums({ records, oldest }: { records: RecordStatus[]; oldest: number | null }) {
  const t = useWords();
  const now = useMinute();
  const count = (state: string) => records.filter((one) => one.safety.state === state).length;
  const here = count("on_this_phone");
  const held = count("held");
  const since = oldest === null ? null : momentWords(oldest);
  const hereNote = here > 0 ? t.safety.onPhoneNote(since, t.safety.span(spanOf(now - (oldest ?? now)))) : "";
  const lines: Line[] = [
    { petals: 1, tone: "phone", words: t.safety.onPhone, note: hereNote, number: here },
    ...(held > 0 ? [{ petals: 1, tone: "phone", words: t.safety.held, note: t.safety.heldNote, number: held } as const] : []),
    { petals: 2, tone: "server", words: t.safety.onServer, note: t.safety.onServerNote, number: count("safe_on_server") },
    { petals: 3, tone: "seen", words: t.safety.seen, note: "", number: count("seen_by_ward") },
  ];
  return (
    <ul class="list">
      {lines.map(({ petals, tone, words, note, number }) => (
        <li key={words} class="line">
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
