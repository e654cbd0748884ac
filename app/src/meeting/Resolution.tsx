// The resolution drafted of a meeting, laid out as the paper will be; each part is written where it stands.

import type { KindSpec, PartSpec, Record as SenRecord, RecordEntry } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { useSpecs } from "../parts/codes";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { Standing } from "../records/RecordPage";
import { StepList } from "../records/StepList";
import { filledPart, headField, kindOf, readable } from "../records/spec";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { Deadlines } from "./Deadlines";
import { Assigned } from "./Assigned";
import type { Meeting } from "../engine/types";

type Found = { meeting: Meeting; resolution: SenRecord | null };

export function Resolution({ id }: { id: string }) {
  const t = useWords();
  const spec = kindOf(useSpecs(), "resolution");
  const asked = useAsk(
    async (engine): Promise<Found> => {
      const [meeting, lines] = await Promise.all([engine.vault.meeting(id), engine.vault.records({ kind: "resolution", about: id })]);
      return { meeting, resolution: lines[0] ? await engine.vault.record(lines[0].id) : null };
    },
    [id],
    null,
  );
  const there = asked.at === "there" ? asked.value : null;
  return (
    <Page
      title={there?.resolution?.line.title ?? t.meeting.resolution}
      eyebrow={t.meeting.after}
      back={{ to: `/meetings/${id}`, label: t.meeting.one }}
      dock={
        there?.resolution && (
          <Link class="btn" to={`/meetings/${id}/hand-in`}>
            {t.meeting.toHandIn}
          </Link>
        )
      }
    >
      <Shown asked={asked}>
        {({ meeting, resolution }) => (
          <>
            <Deadlines meeting={meeting} which="papers" />
            {resolution === null ? <Begin meeting={meeting} /> : spec && <Drafted meeting={meeting} resolution={resolution} spec={spec} />}
          </>
        )}
      </Shown>
    </Page>
  );
}

function Begin({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  const month = Number(meeting.date.slice(5, 7));
  const begin = () =>
    act((engine) =>
      engine.vault.begin("resolution", [{ name: "title", value: t.meeting.resolutionTitle(month) }], undefined, meeting.id),
    );
  return (
    <>
      <p class="note">{t.meeting.resolutionBegin}</p>
      <Refusal failure={failure} />
      <button type="button" class="btn" aria-disabled={busy} onClick={() => void begin()}>
        {t.meeting.beginResolution}
      </button>
    </>
  );
}

function Drafted({ meeting, resolution, spec }: { meeting: Meeting; resolution: SenRecord; spec: KindSpec }) {
  const t = useWords();
  const number = headField(resolution, spec, "number")?.words;
  return (
    <>
      <Standing record={resolution} spec={spec} />
      <p class="note">
        <Icon name="pen" />
        <span>{t.meeting.resolutionFrom}</span>
      </p>
      <article class="paper">
        <p class="mid">
          {number ? t.meeting.numbered(number) : t.meeting.unnumbered}
        </p>
        <h2 class="mid">{resolution.line.title}</h2>
        {readable(spec)
          .filter((part) => part.form !== "head")
          .map((part) => (
            <PaperPart key={part.name} record={resolution} part={part} />
          ))}
        <p>
          <Link to={`/records/${resolution.line.id}/edit/about`}>{t.meeting.editHead}</Link>
        </p>
      </article>
      <Assigned meeting={meeting} resolution={resolution} />
      <StepList record={resolution} spec={spec} />
      <Link class="btn text" to={`/records/${resolution.line.id}/history`}>
        {t.records.whoChanged}
      </Link>
    </>
  );
}

function PaperPart({ record, part }: { record: SenRecord; part: PartSpec }) {
  const t = useWords();
  const filled = filledPart(record, part.name);
  const entries = filled?.entries ?? [];
  const isEmpty = part.form === "text" ? !filled?.text : entries.length === 0;
  return (
    <>
      <h3>{part.words}</h3>
      {isEmpty ? (
        <p class="soft">{t.meeting.emptyPart}</p>
      ) : part.form === "text" ? (
        filled?.text?.split(/\n+/).map((paragraph, index) => <p key={index}>{paragraph}</p>)
      ) : part.fields.length > 1 ? (
        <Table part={part} entries={entries} />
      ) : (
        entries.map((entry) => <p key={entry.name}>– {entry.fields[0]?.words}</p>)
      )}
      <p>
        <Link to={`/records/${record.line.id}/edit/${part.name}`} label={t.meeting.editPartOf(part.words)}>
          {t.meeting.editPart}
        </Link>
      </p>
    </>
  );
}

// A list with several fields as the table it is printed as; columns nobody filled are left out.
function Table({ part, entries }: { part: PartSpec; entries: RecordEntry[] }) {
  const t = useWords();
  const has = (name: string) => entries.some((entry) => entry.fields.some((field) => field.name === name));
  const columns = part.fields.filter((field) => has(field.name));
  return (
    <div class="wide-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.meeting.rowNumber}</th>
            {columns.map((field) => (
              <th key={field.name} scope="col">
                {field.words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => (
            <tr key={entry.name}>
              <td>{index + 1}</td>
              {columns.map((field) => (
                <td key={field.name}>{entry.fields.find((one) => one.name === field.name)?.words}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
