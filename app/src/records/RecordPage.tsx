// A record of any kind, built from what the kind declares: its parts, the steps of its life, and what speaks about it.

import type { ComponentChildren } from "preact";
import type { KindSpec, Record as SenRecord } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { useSpecs } from "../parts/codes";
import { FactList } from "../parts/FactList";
import { LineList } from "../parts/LineList";
import { Refusal } from "../parts/Refusal";
import { SafetyState } from "../parts/SafetyState";
import { Shown } from "../parts/Shown";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { Parts } from "./Parts";
import { PaperLinks } from "./PaperLinks";
import { pathOf } from "./paths";
import { kindOf, readable } from "./spec";
import { StepList } from "./StepList";

type Props = {
  id: string;
  back: { to: string; label: string };
  // What a kind's own screen says before its parts and after them.
  lead?: (record: SenRecord, spec: KindSpec) => ComponentChildren;
  trail?: (record: SenRecord, spec: KindSpec) => ComponentChildren;
  title?: (record: SenRecord) => string;
};

export function RecordPage({ id, back, lead, trail, title }: Props) {
  const t = useWords();
  const specs = useSpecs();
  const asked = useAsk((engine) => engine.vault.record(id), [id], null);
  const record = asked.at === "there" ? asked.value : null;
  const spec = record ? kindOf(specs, record.line.kind) : undefined;
  return (
    <Page
      title={record ? (title?.(record) ?? (record.line.title || t.records.untitled)) : t.records.one}
      eyebrow={spec?.words}
      back={back}
    >
      <Shown asked={asked}>
        {(there) => {
          const kind = kindOf(specs, there.line.kind);
          return kind ? (
            <>
              <Standing record={there} spec={kind} />
              {there.sums.length > 0 && (
                <section class="card">
                  <FactList facts={there.sums.map((sum) => ({ name: sum.label, value: sum.disputed ? <span class="miss">{sum.words} · {t.records.disputedSum}</span> : sum.words, isVietnamese: true }))} />
                </section>
              )}
              {lead?.(there, kind)}
              <Parts record={there} parts={readable(kind)} />
              {kind.counted_in.includes(there.line.state) && <Count record={there} />}
              {trail?.(there, kind)}
              <StepList record={there} spec={kind} />
              <PaperLinks id={id} spec={kind} />
              {kind.model !== "" && (
                <>
                  <Link class="btn plain" to={`/records/new/${kind.code}?model=${id}`}>
                    {t.records.fromModel}
                  </Link>
                  <Link class="btn plain" to={`/records/new/${kind.code}?about=${id}`}>
                    {t.records.amending}
                  </Link>
                </>
              )}
              <Related record={there} />
            </>
          ) : (
            specs.length > 0 && <p class="note warn">{t.records.newerKind}</p>
          );
        }}
      </Shown>
    </Page>
  );
}

// Where a record stands: its state, its safety, what is to be decided.
export function Standing({ record, spec }: { record: SenRecord; spec: KindSpec }) {
  const t = useWords();
  const state = spec.states.find((one) => one.code === record.line.state)?.words;
  const decisions = record.conflicts.filter((conflict) => conflict.needs_decision).length;
  return (
    <>
      <div class="standing">
        {state && <span class="tag open">{state}</span>}
        <SafetyState safety={record.line.safety} />
      </div>
      {record.line.marked && <p class="note bad">{t.records.marked}</p>}
      {!record.is_whole && <p class="note warn">{t.records.notWhole}</p>}
      {record.beside.length > 0 && (
        <div class="note warn">
          <p>{t.records.beside}</p>
          <LineList lines={record.beside} to={pathOf} />
        </div>
      )}
      {decisions > 0 && (
        <p class="note warn">
          <span>
            <strong>{t.meeting.conflicts(decisions)}</strong>{" "}
            <Link to={`/records/${record.line.id}/conflicts`}>{t.meeting.conflictsLink}</Link>
          </span>
        </p>
      )}
    </>
  );
}

// Draws the figures of a record anew from the records of its period.
function Count({ record }: { record: SenRecord }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  return (
    <section>
      <button type="button" class="btn plain" aria-disabled={busy} onClick={() => void act((engine) => engine.vault.draw_figures(record.line.id))}>
        {t.records.count}
      </button>
      <p class="small">{t.records.countNote}</p>
      <Refusal failure={failure} />
    </section>
  );
}

function Related({ record }: { record: SenRecord }) {
  const t = useWords();
  return (
    <>
      {record.related.length > 0 && (
        <section>
          <h2>{t.records.related}</h2>
          <LineList lines={record.related} to={pathOf} />
        </section>
      )}
      <Link class="btn text" to={`/records/${record.line.id}/history`}>
        {t.records.whoChanged}
      </Link>
    </>
  );
}
