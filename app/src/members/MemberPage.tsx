// One member's card: what is asked for most on top, the rest by the form, the status changed in one place.

import type { KindSpec, Record as SenRecord } from "../engine/types";
import { useAsk } from "../parts/ask";
import { useSpecs } from "../parts/codes";
import { FactList } from "../parts/FactList";
import { LineList } from "../parts/LineList";
import { Shown } from "../parts/Shown";
import { FieldInput } from "../records/FieldInput";
import { Parts } from "../records/Parts";
import { Standing } from "../records/RecordPage";
import { fieldOf, headField, headOf, kindOf, readable } from "../records/spec";
import { TaskNote } from "../records/Tasks";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";

const CARD = ["birth_date", "joined_on", "official_on", "card_number", "job_now"];

export function MemberPage({ id }: { id: string }) {
  const t = useWords();
  const specs = useSpecs();
  const asked = useAsk((engine) => engine.vault.record(id), [id], [id]);
  const record = asked.at === "there" ? asked.value : null;
  const spec = kindOf(specs, "member");
  return (
    <Page
      title={record?.line.title ?? t.records.member}
      soft={record ? headField(record, spec, "status")?.words : undefined}
      back={{ to: "/members", label: t.records.members }}
    >
      <Shown asked={asked}>{(there) => spec && <Card record={there} spec={spec} />}</Shown>
    </Page>
  );
}

function Card({ record, spec }: { record: SenRecord; spec: KindSpec }) {
  const t = useWords();
  const { id } = record.line;
  const head = headOf(spec);
  return (
    <>
      <Standing record={record} spec={spec} />
      <section class="card">
        <h2>{t.records.card}</h2>
        <FactList
          facts={CARD.map((name) => {
            const filled = headField(record, spec, name);
            return { name: fieldOf(head, name)?.words ?? name, value: <span class="n">{filled?.words ?? t.records.unknown}</span>, isOpen: !filled, isVietnamese: true };
          })}
        />
        <div class="btns two">
          <Link class="btn plain" to={`/members/${id}/status`}>
            {t.records.changeStatus}
          </Link>
          <Link class="btn plain" to={`/records/${id}/edit/${head?.name ?? ""}`}>
            <Icon name="pen" />
            {t.records.edit}
          </Link>
        </div>
      </section>
      <Parts record={record} parts={readable(spec).filter((part) => part.form !== "head")} />
      <TasksOf id={id} name={record.line.title} />
      <Link class="btn text" to={`/records/${id}/history`}>
        {t.records.whoChanged}
      </Link>
    </>
  );
}

function TasksOf({ id, name }: { id: string; name: string }) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.records({ kind: "task" }), [id], null);
  return (
    <Shown asked={asked}>
      {(lines) => {
        const own = lines.filter((line) => line.due !== null && line.figures.some((one) => one.name === "lead" && [id, name].includes(one.value)));
        if (own.length === 0) return null;
        return (
          <section>
            <h2>{t.records.tasksOf}</h2>
            <LineList lines={own} to={(line) => `/tasks/${line.id}`} note={(line) => <TaskNote line={line} />} />
          </section>
        );
      }}
    </Shown>
  );
}

const STATUS = ["status", "official_on", "exempt_on", "moved_out_on", "moved_out_to", "moved_in_on", "moved_in_from", "guest_until", "died_on", "left_on", "left_form"];

// Where a member stands, with the days that belong to it.
export function MemberStatus({ id }: { id: string }) {
  const t = useWords();
  const spec = kindOf(useSpecs(), "member");
  const asked = useAsk((engine) => engine.vault.record(id), [id], [id]);
  return (
    <Page title={t.records.changeStatus} eyebrow={asked.at === "there" ? asked.value.line.title : undefined} back={{ to: `/members/${id}`, label: t.records.member }}>
      <Shown asked={asked}>
        {(record) => (
          <div class="form">
            {STATUS.map((name) => {
              const field = fieldOf(headOf(spec), name);
              return field && <FieldInput key={name} id={id} place={name} spec={field} filled={headField(record, spec, name)} />;
            })}
            <p class="small">{t.meeting.kept}</p>
          </div>
        )}
      </Shown>
    </Page>
  );
}
