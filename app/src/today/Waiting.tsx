// What waits for somebody: remarks to answer, values to choose, tasks past their day or soon due, what only this phone has.

import type { DueLines, Today as Due } from "../engine/types";
import { dayShort } from "../parts/days";
import { LinkRow } from "../parts/LinkRow";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function Waiting({ due }: { due: Due }) {
  const t = useWords();
  const { remarks, conflicts, tasks_overdue: overdue, tasks_due: soon } = due;
  const isQuiet = remarks.count + conflicts.count + overdue.count + soon.count + due.unsent + due.held === 0;
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
          {remarks.first.map((line) => (
            <LinkRow key={line.id} to={`/remarks/${line.id}`} mark={{ tone: "lotus", sign: <Icon name="say" /> }} title={t.records.wardAsks} note={line.title} isNoteVietnamese />
          ))}
          <MoreRow lines={remarks} to="/kinds/review" tone="lotus" title={t.records.wardAsksMore} />
          {conflicts.first.map((line) => (
            <LinkRow
              key={line.id}
              to={`/records/${line.id}/conflicts`}
              mark={{ tone: "warn", sign: <Icon name="two" /> }}
              title={t.records.toChoose(line.open_questions)}
              note={line.title}
              isNoteVietnamese
            />
          ))}
          <MoreRow lines={conflicts} to="/safety" tone="warn" title={t.records.toChooseMore} />
          <TaskRow lines={overdue} tone="bad" title={t.records.tasksOverdue(overdue.count)} />
          <TaskRow lines={soon} tone="warn" title={t.records.tasksDue(soon.count)} />
          {due.held > 0 && <LinkRow to="/safety" mark={{ tone: "bad", sign: <Icon name="warn" /> }} title={t.records.held(due.held)} note={t.records.heldNote} />}
          {due.unsent > 0 && (
            <LinkRow to="/safety" mark={{ tone: "warn", sign: <Icon name="phone" /> }} title={t.records.unsent(due.unsent)} note={t.records.unsentNote} />
          )}
        </ul>
      )}
    </section>
  );
}

// Where those are that do not stand here one by one.
function MoreRow({ lines, to, tone, title }: { lines: DueLines; to: string; tone: string; title: (count: number) => string }) {
  const more = lines.count - lines.first.length;
  return more > 0 ? <LinkRow to={to} mark={{ tone, sign: more }} title={title(more)} /> : null;
}

function TaskRow({ lines: { count, first: lines }, tone, title }: { lines: DueLines; tone: string; title: string }) {
  const first = lines[0];
  if (!first) return null;
  return (
    <LinkRow
      to={count === 1 ? `/tasks/${first.id}` : "/tasks"}
      mark={{ tone, sign: count }}
      title={title}
      note={[first.title, first.due && dayShort(first.due)].filter(Boolean).join(" · ")}
      isNoteVietnamese
    />
  );
}
