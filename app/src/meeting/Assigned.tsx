// Tasks made of what a resolution assigns; what was made of it before is not made again.

import type { Assignment, Meeting, Record as SenRecord, RecordLine } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { LineList } from "../parts/LineList";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { TaskNote } from "../records/Tasks";
import { useWords } from "../words";

type Found = { tasks: RecordLine[]; open: Assignment[] };

export function Assigned({ meeting, resolution }: { meeting: Meeting; resolution: SenRecord }) {
  const { id } = resolution.line;
  const asked = useAsk(
    async (engine): Promise<Found> => {
      const [tasks, all] = await Promise.all([engine.vault.records({ kind: "task", about: id }), engine.vault.assignments(id)]);
      return { tasks, open: all.filter((one) => one.task === null) };
    },
    [id],
    null,
  );
  return <Shown asked={asked}>{({ tasks, open }) => <Making meeting={meeting} id={id} open={open} tasks={tasks} />}</Shown>;
}

function Making({ meeting, id, open, tasks }: { meeting: Meeting; id: string; open: Assignment[]; tasks: RecordLine[] }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  const make = () =>
    act(async (engine) => {
      for (const { entry } of open) await engine.vault.make_task(id, entry, meeting.date);
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
