// One part of a record as it is read, with the way to write it.

import type { PartSpec, Record as SenRecord, RecordEntry } from "../engine/types";
import { FactList } from "../parts/FactList";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { useWords } from "../words";
import { filledPart } from "./spec";

export function isEmpty(record: SenRecord, part: PartSpec): boolean {
  const filled = filledPart(record, part.name);
  return part.form === "text" ? !filled?.text : !filled?.entries.some((entry) => entry.fields.length > 0);
}

// A part in which only steps write has no form of its own.
export function canWrite(part: PartSpec): boolean {
  return part.form === "text" || part.fields.some((field) => !field.of_step);
}

export function PartView({ record, part }: { record: SenRecord; part: PartSpec }) {
  const t = useWords();
  const filled = filledPart(record, part.name);
  return (
    <section class="card">
      <h2>{part.words}</h2>
      {part.form === "text" ? <Text text={filled?.text ?? ""} /> : <Entries part={part} entries={filled?.entries ?? []} />}
      {canWrite(part) && (
        <Link class="btn plain" to={`/records/${record.line.id}/edit/${part.name}`} label={t.records.editPart(part.words)}>
          <Icon name="pen" />
          {t.records.edit}
        </Link>
      )}
    </section>
  );
}

function Text({ text }: { text: string }) {
  return (
    <div class="read">
      {text.split(/\n+/).map((paragraph, index) => (
        <p key={index}>{paragraph}</p>
      ))}
    </div>
  );
}

function Entries({ part, entries }: { part: PartSpec; entries: RecordEntry[] }) {
  return (
    <>
      {entries.map((entry) => (
        <div key={entry.name} class="entry">
          <EntryName part={part} entry={entry} />
          <FactList facts={entry.fields.map((field) => ({ name: field.label, value: field.disputed ? <span class="miss">{field.words}</span> : field.words, isVietnamese: true }))} />
        </div>
      ))}
    </>
  );
}

// A subject with words of its own, or a person, stands above what is said of it; other names are the engine's.
export function EntryName({ part, entry }: { part: PartSpec; entry: RecordEntry }) {
  const subject = part.subjects.find((code) => code.code === entry.name);
  const words = subject?.words ?? entry.person;
  return words ? <h3>{words}</h3> : null;
}
