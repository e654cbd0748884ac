// Giving a task, by hand or from what a meeting concluded.

import { today } from "../parts/days";
import { useQueryParam } from "../parts/query";
import { useWords } from "../words";
import { NewRecord } from "./NewRecord";

export function NewTask() {
  const t = useWords();
  const [from] = useQueryParam("from");
  const [what] = useQueryParam("what");
  return (
    <NewRecord
      kind="task"
      title={t.records.newTask}
      back={{ to: "/tasks", label: t.records.tasks }}
      first={{ what, given_on: today() }}
      given={from === "" ? [] : [{ name: "from", value: from }]}
      apart={from === "" ? "" : `${from}/${what.slice(0, 100)}`}
      only={["what", "lead", "due", "how", "product", "given_on"]}
    />
  );
}
