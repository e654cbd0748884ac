// Step 6: the score sheet. Computed lines stand with their reason; the others are given with steppers.

import type { ScoreLine, ScoreSheet } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { StepPage } from "./steps";
import { Stepper } from "./Stepper";

export function Scoring({ id }: { id: string }) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.score_sheet(id, undefined), [id], null);
  return (
    <StepPage id={id} step="score" wide="rows">
      <Shown asked={asked}>
        {(sheet) => (sheet === null ? <p class="note">{t.meeting.noRubric}</p> : <Sheet id={id} sheet={sheet} />)}
      </Shown>
    </StepPage>
  );
}

export function points(line: ScoreLine): number | null {
  return line.recorded ?? line.computed;
}

function Sheet({ id, sheet }: { id: string; sheet: ScoreSheet }) {
  const t = useWords();
  const lines = sheet.lines.filter((line) => line.applies);
  const given = lines.filter((line) => points(line) !== null).length;
  const computed = lines.filter((line) => line.computed !== null && line.recorded === null);
  const byHand = lines.filter((line) => line.computed === null || line.recorded !== null);
  return (
    <>
      <section class="card">
        <div class="result">
          <h2>{sheet.is_complete && sheet.grade_words ? sheet.grade_words : t.meeting.scored(given, lines.length)}</h2>
          <b>
            {sheet.total}
            {sheet.max !== null && <small>/{sheet.max}</small>}
          </b>
        </div>
        {!sheet.is_complete && <p class="small">{t.meeting.gradeWaits}</p>}
        {sheet.is_complete && !sheet.grade && <p class="small">{t.meeting.gradeDisputed}</p>}
      </section>
      {computed.length > 0 && <Computed id={id} rubric={sheet.rubric} lines={computed} />}
      {byHand.length > 0 && (
        <section>
          <h2>{t.meeting.scoredByCell}</h2>
          <ul class="list score">
            {byHand.map((line) => (
              <li key={line.criterion}>
                <Heading line={line} />
                <Given id={id} rubric={sheet.rubric} line={line} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {sheet.title && <p class="small">{sheet.title}</p>}
    </>
  );
}

function Heading({ line }: { line: ScoreLine }) {
  const t = useWords();
  return (
    <>
      <strong>{line.number ? `${line.number}. ${line.label}` : line.label}</strong>
      {line.why && <small class="wide">{line.why}</small>}
      {line.disputed && <small class="wide miss">{t.meeting.disputed}</small>}
    </>
  );
}

function Computed({ id, rubric, lines }: { id: string; rubric: string | null; lines: ScoreLine[] }) {
  const t = useWords();
  return (
    <section>
      <h2>{t.meeting.computed}</h2>
      <ul class="list score">
        {lines.map((line) => (
          <li key={line.criterion}>
            <Heading line={line} />
            <span class="pts">
              {line.computed}
              {line.max !== null && <small>/{line.max}</small>}
            </span>
          </li>
        ))}
      </ul>
      <details>
        <summary>
          <Icon name="next" />
          {t.meeting.computedWrong}
        </summary>
        <p>{t.meeting.computedNote}</p>
        <ul class="list score">
          {lines.map((line) => (
            <li key={line.criterion}>
              <Heading line={{ ...line, why: null }} />
              <Given id={id} rubric={rubric} line={line} />
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Given({ id, rubric, line }: { id: string; rubric: string | null; line: ScoreLine }) {
  const { act, failure } = useAct();
  const give = (value: number) =>
    act(async (engine) => {
      if (rubric !== null) await engine.vault.score(id, rubric, [{ criterion: line.criterion, points: value }]);
    });
  return (
    <>
      <Stepper label={line.label} value={points(line)} max={line.max ?? 100} onGive={(value) => void give(value)} />
      <Refusal failure={failure} />
    </>
  );
}
