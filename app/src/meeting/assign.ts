// What a task takes over of an assignment, and which assignments have no task yet.

import type { Field, RecordEntry, RecordLine } from "../engine/types";

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
