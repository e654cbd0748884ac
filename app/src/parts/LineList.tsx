// Records as rows: what a person knows each by, its day, and how safe it is.

import type { ComponentChildren } from "preact";
import type { RecordLine } from "../engine/types";
import { useWords } from "../words";
import { dayShort } from "./days";
import { LinkRow } from "./LinkRow";
import { SafetyState } from "./SafetyState";

type Props = { lines: RecordLine[]; to: (line: RecordLine) => string; note?: (line: RecordLine) => ComponentChildren };

export function LineList({ lines, to, note }: Props) {
  const t = useWords();
  return (
    <ul class="list">
      {lines.map((line) => (
        <LinkRow key={line.id} to={to(line)} title={line.title || t.records.untitled} note={note ? null : dayBeside(line)} isVietnamese={line.title !== ""}>
          {note?.(line)}
          {line.open_questions > 0 && <span class="tag warn">{t.records.openQuestions(line.open_questions)}</span>}
          <SafetyState safety={line.safety} />
        </LinkRow>
      ))}
    </ul>
  );
}

// The day, where the title does not say it already.
function dayBeside({ day, title }: RecordLine): string | null {
  if (day === null) return null;
  const short = dayShort(day);
  return title.includes(short) ? null : short;
}
