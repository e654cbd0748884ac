// The ward's remarks on a record, each with the cell's answer: written here, and gone with the next sending.

import { useRef } from "preact/hooks";
import type { Field, Record as SenRecord, RecordEntry } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { dayShort, daysBetween, today } from "../parts/days";
import { FieldError, Refusal } from "../parts/Refusal";
import { NotKept } from "../parts/NotKept";
import { useForm } from "../parts/useForm";
import { Loading, Shown } from "../parts/Shown";
import { filledPart, headField, kindOf } from "../records/spec";
import { useSpecs } from "../parts/codes";
import { Icon } from "../ui/Icon";
import { useSyncing } from "../state/syncing";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";

// What an answer to the reason of a return names, as answers to remarks name the remark.
const REASON = "reason";

type Asked = { review: SenRecord; answers: RecordEntry[]; about: { id: string; kind: string; title: string } | null };

export function Remark({ id }: { id: string }) {
  const t = useWords();
  const asked = useAsk(
    async (engine): Promise<Asked> => {
      const review = await engine.vault.record(id);
      const about = review.line.about;
      if (about === null) return { review, answers: [], about: null };
      const [of, replies] = await Promise.all([engine.vault.record(about), engine.vault.records({ kind: "reply", about })]);
      const reply = replies[0] ? await engine.vault.record(replies[0].id) : null;
      const answers = reply ? (filledPart(reply, "answers")?.entries ?? []) : [];
      return { review, answers, about: { id: about, kind: of.line.kind, title: of.line.title } };
    },
    [id],
    null,
  );
  const there = asked.at === "there" ? asked.value : null;
  return (
    <Page title={t.records.wardAsks} eyebrow={there?.about?.title} back={{ to: "/", label: t.records.today }}>
      <Shown asked={asked}>{(found) => <Remarks {...found} />}</Shown>
    </Page>
  );
}

function Remarks({ review, answers, about }: Asked) {
  const t = useWords();
  const spec = kindOf(useSpecs(), "review");
  const due = headField(review, spec, "due")?.value;
  const reason = headField(review, spec, "reason")?.words;
  const remarks = [...(filledPart(review, "remarks")?.entries ?? []), ...(filledPart(review, "requests")?.entries ?? [])];
  const aboutPath = about && (about.kind === "meeting" ? `/meetings/${about.id}` : `/records/${about.id}`);
  return (
    <>
      {reason && (
        <p class="note lotus">
          <Icon name="say" />
          <span>{reason}</span>
        </p>
      )}
      {reason && <Answered answers={answersTo(answers, REASON)} />}
      {due && <p class={daysBetween(today(), due) < 0 ? "tag bad" : "tag warn"}>{t.records.answerBefore(dayShort(due), daysBetween(today(), due))}</p>}
      {remarks.length === 0 && !reason && <p class="soft">{t.records.noRemarks}</p>}
      {/* What was returned for a reason alone waits for an answer to that. */}
      {remarks.length === 0 && reason && about && <Answer to={REASON} about={about.id} />}
      {remarks.map((remark) => (
        <OneRemark key={remark.name} remark={remark} about={about?.id ?? null} answers={answersTo(answers, remark.name)} />
      ))}
      {aboutPath && (
        <Link class="btn plain" to={aboutPath}>
          {t.records.openIt}
        </Link>
      )}
      <p class="small">{t.records.answerNote}</p>
    </>
  );
}

// What was answered to an entry, named by itself or with its part before it.
function answersTo(answers: RecordEntry[], entry: string): RecordEntry[] {
  return answers.filter((one) => said(one, "to")?.value.split("/").at(-1) === entry);
}

function said(entry: RecordEntry, name: string) {
  return entry.fields.find((field) => field.name === name);
}

function OneRemark({ remark, about, answers }: { remark: RecordEntry; about: string | null; answers: RecordEntry[] }) {
  const t = useWords();
  const isClosed = said(remark, "resolved")?.value === "true" || said(remark, "closed_on") !== undefined;
  const due = said(remark, "due");
  return (
    <section class="card">
      <div class="say">
        <strong>{said(remark, "by")?.words ?? t.records.ward}</strong>
        {said(remark, "passage") && <q>{said(remark, "passage")?.words}</q>}
        <p>{said(remark, "text")?.words}</p>
        {due && <small>{`${due.label}: ${due.words}`}</small>}
        {isClosed && <span class="tag good">{t.records.closed}</span>}
      </div>
      <Answered answers={answers} />
      {!isClosed && about && <Answer to={remark.name} about={about} />}
    </section>
  );
}

function Answered({ answers }: { answers: RecordEntry[] }) {
  const t = useWords();
  return (
    <>
      {answers.map((answer) => (
        <div key={answer.name} class="say concl">
          <strong>{said(answer, "by")?.words ?? t.records.cell}</strong>
          <p>{said(answer, "text")?.words}</p>
        </div>
      ))}
    </>
  );
}

// The reply is one record for each record of the cell: whoever answers first begins it, everybody else meets in it. What is
// typed waits in this person's book until it is given.
function Answer({ to, about }: { to: string; about: string }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  const syncing = useSyncing();
  const form = useForm(`answer/${to}`, about);
  const text = useRef<HTMLTextAreaElement>(null);
  const field = `answer-${to}`;
  const give = (said: string) =>
    act(async (engine) => {
      const fields: Field[] = [
        { name: "to", value: to },
        { name: "text", value: said },
      ];
      const reply = await engine.vault.begin("reply", [], undefined, about);
      await engine.vault.add(reply.line.id, "answers", fields);
      form.forget();
      if (text.current) text.current.value = "";
      // What is answered goes now if there is a line, and later by itself if there is none.
      void syncing.now().catch(() => undefined);
    });
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        void give(text.current?.value ?? "");
      }}
    >
      <label for={field}>{t.records.cellAnswer}</label>
      {form.kept ? (
        <textarea
          id={field}
          ref={text}
          rows={4}
          autocomplete="off"
          defaultValue={form.kept["text"] ?? ""}
          aria-invalid={failure?.field === "text"}
          onInput={(event) => form.keep([{ name: "text", value: event.currentTarget.value }])}
        />
      ) : (
        <Loading />
      )}
      <FieldError failure={failure} name="text" />
      <Refusal failure={failure} fields={["text"]} />
      <NotKept form={form} />
      <button type="submit" class="btn" aria-disabled={busy}>
        {t.records.sendAnswer}
      </button>
    </form>
  );
}
