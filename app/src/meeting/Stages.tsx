// The stages of a meeting's life as buttons, each said by the engine; what it refuses says why.

import type { Meeting, RecordStep } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { useCodes, wordsOf } from "../parts/codes";
import { Refusal } from "../parts/Refusal";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { useWords } from "../words";

// Handing in has a page of its own.
const ELSEWHERE = ["submit"];
// What leads away from the meeting stands apart from what leads on.
const AWAY = ["postpone", "cancel"];

export function Stages({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const states = useCodes("state-meeting");
  const asked = useAsk((engine) => engine.vault.record(meeting.id), [meeting.id], [meeting.id]);
  const steps = asked.at === "there" ? asked.value.steps : [];
  const open = steps.filter((step) => step.refused === null && !ELSEWHERE.includes(step.name));
  return (
    <section class="card">
      <h2>{t.meeting.stage}</h2>
      <p>{wordsOf(states, meeting.state)}</p>
      <StageButtons id={meeting.id} steps={open.filter((step) => !AWAY.includes(step.name))} />
      <details>
        <summary>
          <Icon name="next" />
          {t.meeting.seldom}
        </summary>
        <div class="btns">
          <StageButtons id={meeting.id} steps={open.filter((step) => AWAY.includes(step.name))} />
          <Link class="btn text" to={`/meetings/${meeting.id}/move`}>
            {t.meeting.move}
          </Link>
        </div>
      </details>
      <Link class="btn text" to={`/records/${meeting.id}/history`}>
        {t.records.whoChanged}
      </Link>
    </section>
  );
}

export function StageButtons({ id, steps }: { id: string; steps: RecordStep[] }) {
  const { act, failure, busy } = useAct();
  const take = (step: string) => act((engine) => engine.vault.step(id, step, []));
  return (
    <>
      <Refusal failure={failure} />
      {steps.length > 0 && <div class="btns two">
        {steps.map((step) => (
          <button key={step.name} type="button" class="btn plain" aria-disabled={busy} onClick={() => void take(step.name)}>
            {step.words}
          </button>
        ))}
      </div>}
    </>
  );
}
