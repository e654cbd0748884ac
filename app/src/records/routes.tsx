// The addresses of tasks, resolutions, and records of any kind.

import type { Routes } from "../Screens";
import { useWords } from "../words";
import { ConflictPage } from "./ConflictPage";
import { Conflicts } from "./Conflicts";
import { HistoryPage } from "./HistoryPage";
import { NewRecord } from "./NewRecord";
import { NewTask } from "./NewTask";
import { PartEdit } from "./PartEdit";
import { RecordPage } from "./RecordPage";
import { Resolutions } from "./Resolutions";
import { TaskPage } from "./TaskPage";
import { Tasks } from "./Tasks";
import { Work, WorkOf } from "./Work";

function AnyRecord({ id }: { id: string }) {
  const t = useWords();
  return <RecordPage id={id} back={{ to: "/", label: t.records.today }} />;
}

function AnyNew({ kind }: { kind: string }) {
  const t = useWords();
  const asked = new URLSearchParams(location.search);
  const [about, model] = [asked.get("about"), asked.get("model")];
  const back = about === null ? { to: `/kinds/${kind}`, label: t.records.workFew } : { to: "/", label: t.records.today };
  return <NewRecord kind={kind} back={back} {...(about === null ? {} : { about })} {...(model === null ? {} : { model })} />;
}

export const RECORDS: Routes = [
  ["/tasks", Tasks],
  ["/tasks/new", NewTask],
  ["/tasks/:id", ({ id = "" }) => <TaskPage id={id} />],
  ["/resolutions", Resolutions],
  ["/kinds", Work],
  ["/kinds/:kind", ({ kind = "" }) => <WorkOf kind={kind} />],
  ["/records/:id", ({ id = "" }) => <AnyRecord id={id} />],
  ["/records/new/:kind", ({ kind = "" }) => <AnyNew kind={kind} />],
  ["/records/:id/edit/:part", ({ id = "", part = "" }) => <PartEdit id={id} part={part} />],
  ["/records/:id/history", ({ id = "" }) => <HistoryPage id={id} />],
  ["/records/:id/conflicts", ({ id = "" }) => <Conflicts id={id} />],
  ["/records/:id/conflicts/:part", ({ id = "", part = "" }) => <ConflictPage id={id} part={part} leaf="" />],
  ["/records/:id/conflicts/:part/:leaf", ({ id = "", part = "", leaf = "" }) => <ConflictPage id={id} part={part} leaf={leaf} />],
];
