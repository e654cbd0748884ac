// Carrying a meeting that was opened under a wrong kind or day into the right one.

import { useState } from "preact/hooks";
import { useAct } from "../parts/act";
import { useCodes } from "../parts/codes";
import { Refusal } from "../parts/Refusal";
import { DayInput } from "../parts/DayInput";
import { Page } from "../ui/Page";
import { go } from "../state/router";
import type { Meeting } from "../engine/types";
import { useWords } from "../words";
import { KindChoice, Ordinal } from "./NewMeeting";
import { OfMeeting } from "./OfMeeting";

export function Move({ id }: { id: string }) {
  const t = useWords();
  return (
    <Page title={t.meeting.move} back={{ to: `/meetings/${id}`, label: t.meeting.one }}>
      <OfMeeting id={id}>{(meeting) => <MoveForm meeting={meeting} />}</OfMeeting>
    </Page>
  );
}

function MoveForm({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const kinds = useCodes("meeting_kind");
  const [kind, setKind] = useState(meeting.kind);
  const [day, setDay] = useState(meeting.called_for);
  const [ordinal, setOrdinal] = useState(meeting.ordinal);
  const { act, failure, busy } = useAct();
  const move = () =>
    act(async (engine) => {
      const moved = await engine.vault.move_meeting(meeting.id, kind, day, ordinal);
      go(`/meetings/${moved.id}`, { replace: true });
    });
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void move();
      }}
    >
      <p class="note">{t.meeting.moveNote}</p>
      <KindChoice kinds={kinds} kind={kind} onChoose={setKind} />
      <DayInput label={t.meeting.day} value={day} onChange={setDay} failure={failure} name="date" />
      <Ordinal value={ordinal} onChange={setOrdinal} />
      <Refusal failure={failure} fields={["date"]} />
      <button type="submit" class="btn" aria-disabled={busy}>
        {t.meeting.moveNow}
      </button>
    </form>
  );
}
