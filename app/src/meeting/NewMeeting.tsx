// Opening a meeting: its kind, the day it is called for, and which of its kind on that day.

import { useState } from "preact/hooks";
import { useAct } from "../parts/act";
import { useCodes } from "../parts/codes";
import { FieldError, Refusal } from "../parts/Refusal";
import { DayInput } from "../parts/DayInput";
import { Page } from "../ui/Page";
import { go } from "../state/router";
import { today } from "../parts/days";
import { useWords } from "../words";

export function NewMeeting() {
  const t = useWords();
  const kinds = useCodes("meeting_kind");
  const [kind, setKind] = useState("thuong_ky");
  const [day, setDay] = useState(today());
  const [ordinal, setOrdinal] = useState(1);
  const { act, failure, busy } = useAct();
  const open = () =>
    act(async (engine) => {
      const meeting = await engine.vault.open_meeting(kind, day, ordinal, undefined);
      go(`/meetings/${meeting.id}`, { replace: true });
    });
  return (
    <Page title={t.meeting.openNew} back={{ to: "/meetings", label: t.meeting.list }}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void open();
        }}
      >
        <KindChoice kinds={kinds} kind={kind} onChoose={setKind} />
        <DayInput label={t.meeting.day} value={day} onChange={setDay} failure={failure} name="date" />
        <Ordinal value={ordinal} onChange={setOrdinal} />
        <FieldError failure={failure} name="kind" />
        <Refusal failure={failure} fields={["date", "kind"]} />
        <p class="small">{t.meeting.openNote}</p>
        <button type="submit" class="btn" aria-disabled={busy}>
          {t.meeting.open}
        </button>
      </form>
    </Page>
  );
}

// The kinds as chips, so that none hides behind a list.
export function KindChoice(props: { kinds: { code: string; words: string }[]; kind: string; onChoose: (kind: string) => void }) {
  const t = useWords();
  return (
    <fieldset class="field">
      <legend class="label">{t.meeting.kind}</legend>
      <div class="chips">
        {props.kinds.map(({ code, words }) => (
          <label key={code} class="chip">
            <input type="radio" name="kind" checked={props.kind === code} onChange={() => props.onChoose(code)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

// Which of its kind on its day; more than three in a day are not held.
export function Ordinal(props: { value: number; onChange: (value: number) => void }) {
  const t = useWords();
  return (
    <fieldset class="field">
      <legend class="label">{t.meeting.ordinal}</legend>
      <div class="chips">
        {[1, 2, 3].map((ordinal) => (
          <label key={ordinal} class="chip">
            <input type="radio" name="ordinal" checked={props.value === ordinal} onChange={() => props.onChange(ordinal)} />
            {t.meeting.ordinals[ordinal - 1]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
