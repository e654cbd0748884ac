// Step 2: everybody with one tap; the totals stay in sight and narrow the list.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Attendance, Mark, RollSummary } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { useMatches } from "../parts/matches";
import { Refusal } from "../parts/Refusal";
import { SearchBox } from "../parts/SearchBox";
import { Shown } from "../parts/Shown";
import { useWords } from "../words";
import { AbsenceSheet } from "./AbsenceSheet";
import { GuestAdd } from "./GuestAdd";
import { RollRow } from "./RollRow";
import { type Filter, overlaid, passes, PRESENT, tapped } from "./roll";
import { StepPage } from "./steps";

type Called = { lines: Attendance[]; summary: RollSummary };

export function Roll({ id }: { id: string }) {
  const [filter, setFilter] = useState<Filter>("all");
  const asked = useAsk(
    async (engine): Promise<Called> => {
      const [lines, summary] = await Promise.all([engine.vault.roll_call(id), engine.vault.roll_totals(id)]);
      return { lines, summary };
    },
    [id],
    // The register is part of it.
    null,
  );
  const bar = asked.at === "there" && <Tally called={asked.value} filter={filter} onFilter={setFilter} />;
  return (
    <StepPage id={id} step="roll" bar={bar} wide="rows">
      <Shown asked={asked}>{(called) => <Calling id={id} called={called} filter={filter} onAll={() => setFilter("all")} />}</Shown>
    </StepPage>
  );
}

function Tally({ called, filter, onFilter }: { called: Called; filter: Filter; onFilter: (filter: Filter) => void }) {
  const t = useWords();
  const { present, required, excused, unexcused, unrecorded: open } = called.summary;
  const totals: [Filter, string, number | string, string][] = [
    ["present", "good", `${present}/${required}`, t.meeting.present],
    ["absent", "", excused + unexcused, t.meeting.absent],
    ["open", open > 0 ? "warn" : "", open, t.meeting.uncalled],
  ];
  return (
    <section class="tally" aria-label={t.meeting.tally}>
      {totals.map(([one, tone, count, words]) => (
        <button key={one} type="button" class={tone} aria-pressed={filter === one} onClick={() => onFilter(filter === one ? "all" : one)}>
          <b>{count}</b> {words}
        </button>
      ))}
    </section>
  );
}

function Calling({ id, called, filter, onAll }: { id: string; called: Called; filter: Filter; onAll: () => void }) {
  const t = useWords();
  const [typed, setTyped] = useState("");
  const [absent, setAbsent] = useState<Attendance | null>(null);
  const [pending, setPending] = useState<ReadonlyMap<string, Mark>>(new Map());
  const { act, failure, busy } = useAct();
  const lines = overlaid(called.lines, pending);
  const found = useMatches(
    typed,
    lines.map((line) => line.person.name),
  );
  // A person who was just tapped stays in a narrowed list until the answer is there.
  const shown = lines.filter((line, at) => found.has(at) && (passes(line, filter) || pending.has(line.person.key)));
  const written = useRef(new Set<Mark>());
  // What is written stands in the next answer; until that is there, and not longer, it lies over the old one.
  useEffect(() => {
    setPending((before) => new Map([...before].filter(([, mark]) => !written.current.has(mark))));
    written.current.clear();
  }, [called]);
  const record = async (mark: Mark) => {
    setPending((before) => new Map(before).set(mark.person.key, mark));
    const isDone = await act((engine) => engine.vault.mark_attendance(id, [mark]));
    if (isDone) written.current.add(mark);
    else setPending((before) => new Map([...before].filter(([, one]) => one !== mark)));
    return isDone;
  };
  const open = lines.some((line) => passes(line, "open"));
  // That somebody is not called stands out among those who are.
  const begun = lines.some((line) => passes(line, "present") || passes(line, "absent"));
  return (
    <>
      <div class="find">
        <SearchBox label={t.meeting.findName} placeholder={t.meeting.findShort} value="" onFind={setTyped} />
        {open && (
          <button
            type="button"
            class="btn plain"
            aria-disabled={busy}
            onClick={() => void act((engine) => engine.vault.mark_rest(id, PRESENT))}
          >
            {t.meeting.restPresent}
          </button>
        )}
      </div>
      {!absent && <Refusal failure={failure} />}
      {shown.length === 0 ? (
        <NoneShown typed={typed} none={lines.length === 0} onAll={onAll} />
      ) : (
        <ul class={begun ? "list roll begun" : "list roll"}>
          {shown.map((line) => (
            <RollRow key={line.person.key} line={line} onTap={() => void record(tapped(line))} onAbsent={() => setAbsent(line)} />
          ))}
        </ul>
      )}
      <GuestAdd id={id} />
      <p class="small">{t.meeting.rollBase(called.summary.required, called.summary.exempt)}</p>
      {absent && <AbsenceSheet line={absent} failure={failure} onMark={record} onClose={() => setAbsent(null)} />}
    </>
  );
}

function NoneShown({ typed, none, onAll }: { typed: string; none: boolean; onAll: () => void }) {
  const t = useWords();
  if (none) return <p class="note">{t.meeting.rollEmpty}</p>;
  return (
    <div class="note">
      <span>{typed ? t.records.noneFound(typed) : t.meeting.noneHere}</span>
      {!typed && (
        <button type="button" class="btn text" onClick={onAll}>
          {t.meeting.showAll}
        </button>
      )}
    </div>
  );
}
