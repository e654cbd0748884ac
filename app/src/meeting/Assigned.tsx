// Tasks made of what a resolution assigns; what was made of it before is not made again.

import type { Field, Meeting, Record as SenRecord, RecordEntry, RecordLine } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { LineList } from "../parts/LineList";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { filledPart } from "../records/spec";
import { TaskNote } from "../records/Tasks";
import { useWords } from "../words";

// The fields a task takes over as they are.
const TAKEN = ["what", "lead", "due", "how", "product", "authority"];

// A line of a record is shorter than a passage; what is longer stays in the resolution.
const LINE_CHARS = 300;

export function taskOf(entry: RecordEntry, resolution: string, day: string): Field[] {
  const fields = entry.fields
    .filter(({ name }) => TAKEN.includes(name))
    .map(({ name, value, words }) => ({ name, value: name === "lead" && value.startsWith("khach-") ? words : oneLine(value) }));
  return [...fields, { name: "from", value: resolution }, { name: "given_on", value: day }];
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LINE_CHARS ? `${line.slice(0, LINE_CHARS - 1)}…` : line;
}

// The assignments of which no task was made yet.
export function unmade(entries: readonly RecordEntry[], tasks: readonly RecordLine[]): RecordEntry[] {
  const made = new Set(tasks.map((task) => task.title));
  return entries.filter((entry) => {
    const what = entry.fields.find(({ name }) => name === "what")?.value ?? "";
    return what.trim() !== "" && !made.has(oneLine(what));
  });
}

export function Assigned({ meeting, resolution }: { meeting: Meeting; resolution: SenRecord }) {
  const { id } = resolution.line;
  const asked = useAsk((engine) => engine.vault.records({ kind: "task", about: id }), [id], null);
  const entries = filledPart(resolution, "assignments")?.entries ?? [];
  return <Shown asked={asked}>{(tasks) => <Making meeting={meeting} id={id} open={unmade(entries, tasks)} tasks={tasks} />}</Shown>;
}

function Making({ meeting, id, open, tasks }: { meeting: Meeting; id: string; open: RecordEntry[]; tasks: RecordLine[] }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  const make = () =>
    act(async (engine) => {
      for (const entry of open) await engine.vault.begin("task", taskOf(entry, id, meeting.date), undefined, undefined);
    });
  return (
    <section>
      <h2>{t.meeting.tasksOf}</h2>
      {tasks.length === 0 ? (
        <p class="soft">{t.meeting.noTasksYet}</p>
      ) : (
        <LineList lines={tasks} to={(line) => `/tasks/${line.id}`} note={(line) => <TaskNote line={line} />} />
      )}
      <Refusal failure={failure} />
      {open.length > 0 && (
        <button type="button" class="btn plain" aria-disabled={busy} onClick={() => !busy && void make()}>
          {t.meeting.makeTasks(open.length)}
        </button>
      )}
    </section>
  );
}
