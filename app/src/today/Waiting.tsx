// What waits for somebody: remarks to answer, values to choose, tasks past their day or soon due, what only this phone has.

import type { ComponentChildren } from "preact";
import type { RecordLine } from "../engine/types";
import type { Today as Due } from "../engine/types";
import { dayShort } from "../parts/days";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { useWords } from "../words";

export function Waiting({ due }: { due: Due }) {
  const t = useWords();
  const isQuiet = [due.remarks, due.conflicts, due.tasks_overdue, due.tasks_due].every((lines) => lines.length === 0) && due.unsent + due.held === 0;
  return (
    <section>
      <h2>{t.records.toDo}</h2>
      {isQuiet ? (
        <p class="note good">
          <Icon name="check" />
          <span>{t.records.nothingToDo}</span>
        </p>
      ) : (
        <ul class="list">
          {due.remarks.map((line) => (
            <Row key={line.id} to={`/remarks/${line.id}`} tone="lotus" mark={<Icon name="say" />} title={t.records.wardAsks} note={line.title} />
          ))}
          {due.conflicts.map((line) => (
            <Row
              key={line.id}
              to={`/records/${line.id}/conflicts`}
              tone="warn"
              mark={<Icon name="two" />}
              title={t.records.toChoose(line.open_questions)}
              note={line.title}
            />
          ))}
          <TaskRow lines={due.tasks_overdue} tone="bad" title={t.records.tasksOverdue(due.tasks_overdue.length)} />
          <TaskRow lines={due.tasks_due} tone="warn" title={t.records.tasksDue(due.tasks_due.length)} />
          {due.held > 0 && <Row to="/safety" tone="bad" mark={<Icon name="warn" />} title={t.records.held(due.held)} note={t.records.heldNote} />}
          {due.unsent > 0 && (
            <Row to="/safety" tone="warn" mark={<Icon name="phone" />} title={t.records.unsent(due.unsent)} note={t.records.unsentNote} />
          )}
        </ul>
      )}
    </section>
  );
}

function TaskRow({ lines, tone, title }: { lines: RecordLine[]; tone: string; title: string }) {
  const first = lines[0];
  if (!first) return null;
  return (
    <Row
      to={lines.length === 1 ? `/tasks/${first.id}` : "/tasks"}
      tone={tone}
      mark={lines.length}
      title={title}
      note={[first.title, first.due && dayShort(first.due)].filter(Boolean).join(" · ")}
    />
  );
}

type RowProps = { to: string; tone: string; mark: ComponentChildren; title: string; note: string };

function Row({ to, tone, mark, title, note }: RowProps) {
  return (
    <li>
      <Link to={to}>
        <span class={`mark ${tone}`} aria-hidden="true">
          {mark}
        </span>
        <span>
          <strong>{title}</strong>
          <small>{note}</small>
        </span>
        <Icon name="next" />
      </Link>
    </li>
  );
}
