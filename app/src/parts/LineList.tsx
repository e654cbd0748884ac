// Records as rows: what a person knows each by, its day, and how safe it is.

import type { ComponentChildren } from "preact";
import type { RecordLine } from "../engine/types";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { useWords } from "../words";
import { dayShort } from "./days";
import { SafetyState } from "./SafetyState";

type Props = { lines: RecordLine[]; to: (line: RecordLine) => string; note?: (line: RecordLine) => ComponentChildren };

export function LineList({ lines, to, note }: Props) {
  const t = useWords();
  return (
    <ul class="list">
      {lines.map((line) => (
        <li key={line.id}>
          <Link to={to(line)}>
            <span>
              <strong>{line.title || t.records.untitled}</strong>
              {note ? note(line) : line.day && <small>{dayShort(line.day)}</small>}
              {line.open_questions > 0 && <span class="tag warn">{t.records.openQuestions(line.open_questions)}</span>}
              <SafetyState safety={line.safety} />
            </span>
            <Icon name="next" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
