// The cell's tasks: what is past its day, what is due soon, the rest; narrowed by the address.

import type { RecordLine } from "../engine/types";
import { useAsk } from "../parts/ask";
import { useSpecs, wordsOf } from "../parts/codes";
import { dayShort, daysBetween, today } from "../parts/days";
import { LineList } from "../parts/LineList";
import { useQueryParam } from "../parts/query";
import { SearchBox } from "../parts/SearchBox";
import { Shown } from "../parts/Shown";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { kindOf } from "./spec";

const WEEK_DAYS = 7;

type Filter = "open" | "mine" | "done";

export function Tasks() {
  const t = useWords();
  const [show, setShow] = useQueryParam("show");
  const [text, setText] = useQueryParam("q");
  const filter: Filter = show === "mine" || show === "done" ? show : "open";
  const asked = useAsk(
    async (engine) => {
      const [lines, account] = await Promise.all([engine.vault.records({ kind: "task", text }), engine.vault.account()]);
      return { lines, me: account?.person ?? null };
    },
    [text],
    null,
  );
  const filters: [Filter, string][] = [
    ["open", t.records.tasksOpen],
    ["mine", t.records.tasksMine],
    ["done", t.records.tasksDone],
  ];
  return (
    <Page title={t.records.tasks} tab="tasks">
      <SearchBox label={t.records.findTask} placeholder={t.records.findTaskFew} value={text} onFind={setText} />
      <div class="chips" role="group" aria-label={t.records.filterTasks}>
        {filters.map(([one, words]) => (
          <button key={one} type="button" class="chip" aria-pressed={filter === one} onClick={() => setShow(one === "open" ? "" : one)}>
            {words}
          </button>
        ))}
      </div>
      <Shown asked={asked}>
        {({ lines, me }) => <TaskGroups lines={lines.filter((line) => passes(line, filter, me))} filter={filter} text={text} />}
      </Shown>
      <Link class="btn plain" to="/tasks/new">
        <Icon name="plus" />
        {t.records.newTask}
      </Link>
      <Link class="btn text" to="/resolutions">
        {t.records.toResolutions}
      </Link>
      <Link class="btn text" to="/kinds">
        {t.records.toWork}
      </Link>
    </Page>
  );
}

function passes(line: RecordLine, filter: Filter, me: string | null): boolean {
  if (filter === "done") return line.done;
  const lead = line.figures.find(({ name }) => name === "lead")?.value;
  return !line.done && (filter === "open" || (me !== null && lead === me));
}

function TaskGroups({ lines, filter, text }: { lines: RecordLine[]; filter: Filter; text: string }) {
  const t = useWords();
  const day = today();
  if (lines.length === 0) return <p class="note">{text ? t.records.noneFound(text) : t.records.noTasks[filter]}</p>;
  const left = (line: RecordLine) => (line.due === null ? Infinity : daysBetween(day, line.due));
  const sorted = [...lines].sort((a, b) => left(a) - left(b));
  const groups: [string, RecordLine[]][] =
    filter === "done"
      ? [["", lines]]
      : [
          [t.records.overdue, sorted.filter((line) => left(line) < 0)],
          [t.records.thisWeek, sorted.filter((line) => left(line) >= 0 && left(line) <= WEEK_DAYS)],
          [t.records.later, sorted.filter((line) => left(line) > WEEK_DAYS)],
        ];
  return (
    <>
      {groups
        .filter(([, group]) => group.length > 0)
        .map(([title, group]) => (
          <section key={title}>
            {title && <h2>{title}</h2>}
            <LineList lines={group} to={(line) => `/tasks/${line.id}`} note={(line) => <TaskNote line={line} />} />
          </section>
        ))}
    </>
  );
}

export function TaskNote({ line }: { line: RecordLine }) {
  const t = useWords();
  const states = kindOf(useSpecs(), "task")?.states ?? [];
  const lead = line.figures.find(({ name }) => name === "lead")?.value;
  const left = line.due === null ? null : daysBetween(today(), line.due);
  const tone = left === null ? "open" : left < 0 ? "bad" : left <= WEEK_DAYS ? "warn" : "open";
  return (
    <>
      <small>{[lead, line.due && t.records.dueOn(dayShort(line.due))].filter(Boolean).join(" · ")}</small>
      <span class={`tag ${tone}`}>
        {left === null ? wordsOf(states, line.state) : left < 0 ? t.records.daysOver(-left) : t.records.daysLeft(left)}
      </span>
    </>
  );
}
