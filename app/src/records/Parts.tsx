// The parts of a record: what is written as cards, and what is not as a short list of where it can be.

import type { PartSpec, Record as SenRecord } from "../engine/types";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { useWords } from "../words";
import { canWrite, isEmpty, PartView } from "./PartView";

export function Parts({ record, parts }: { record: SenRecord; parts: PartSpec[] }) {
  const t = useWords();
  const empty = parts.filter((part) => isEmpty(record, part) && canWrite(part));
  return (
    <>
      {parts
        .filter((part) => !isEmpty(record, part))
        .map((part) => (
          <PartView key={part.name} record={record} part={part} />
        ))}
      {empty.length > 0 && (
        <section>
          <h2>{t.records.emptyParts}</h2>
          <div class="chips">
            {empty.map((part) => (
              <Link key={part.name} class="chip" to={`/records/${record.line.id}/edit/${part.name}`}>
                <Icon name="plus" />
                {part.words}
              </Link>
            ))}
          </div>
        </section>
      )}
    </>
  );
}
