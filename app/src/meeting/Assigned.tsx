// Tasks made of what a resolution assigns; what was made of it before is not made again.

import type { Meeting, Record as SenRecord, RecordEntry, RecordLine } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { LineList } from "../parts/LineList";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { filledPart } from "../records/spec";
import { TaskNote } from "../records/Tasks";
import { useWords } from "../words";
import { taskOf, unmade } from "./assign";

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
