// What waits for somebody: remarks to answer, values to choose, tasks past their day or soon due, what only this phone has.

import type { RecordLine } from "../engine/types";
import type { Today as Due } from "../engine/types";
import { dayShort } from "../parts/days";
import { LinkRow } from "../parts/LinkRow";
import { Icon } from "../ui/Icon";
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
            <LinkRow key={line.id} to={`/remarks/${line.id}`} mark={{ tone: "lotus", sign: <Icon name="say" /> }} title={t.records.wardAsks} note={line.title} isNoteVietnamese />
          ))}
          {due.conflicts.map((line) => (
            <LinkRow
              key={line.id}
              to={`/records/${line.id}/conflicts`}
              mark={{ tone: "warn", sign: <Icon name="two" /> }}
              title={t.records.toChoose(line.open_questions)}
              note={line.title}
              isNoteVietnamese
            />
          ))}
          <TaskRow lines={due.tasks_overdue} tone="bad" title={t.records.tasksOverdue(due.tasks_overdue.length)} />
          <TaskRow lines={due.tasks_due} tone="warn" title={t.records.tasksDue(due.tasks_due.length)} />
          {due.held > 0 && <LinkRow to="/safety" mark={{ tone: "bad", sign: <Icon name="warn" /> }} title={t.records.held(due.held)} note={t.records.heldNote} />}
          {due.unsent > 0 && (
            <LinkRow to="/safety" mark={{ tone: "warn", sign: <Icon name="phone" /> }} title={t.records.unsent(due.unsent)} note={t.records.unsentNote} />
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
    <LinkRow
      to={lines.length === 1 ? `/tasks/${first.id}` : "/tasks"}
      mark={{ tone, sign: lines.length }}
      title={title}
      note={[first.title, first.due && dayShort(first.due)].filter(Boolean).join(" · ")}
      isNoteVietnamese
    />
  );
}
