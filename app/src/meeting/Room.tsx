// What is out of the ordinary with a meeting's record: nearly full, moved, one part of several, two values.

import type { Meeting } from "../engine/types";
import { useAct } from "../parts/act";
import { Refusal } from "../parts/Refusal";
import { go } from "../state/router";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function Room({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const decisions = meeting.conflicts.filter((conflict) => conflict.needs_decision).length;
  return (
    <>
      {meeting.moved_to && (
        <p class="note warn">
          <Icon name="warn" />
          <span>
            {t.meeting.movedTo} <Link to={`/meetings/${meeting.moved_to}`}>{t.meeting.movedToLink}</Link>
          </span>
        </p>
      )}
      {meeting.is_nearly_full && <NearlyFull meeting={meeting} />}
      {meeting.parts.length > 1 && <Parts meeting={meeting} />}
      {decisions > 0 && (
        <p class="note warn">
          <Icon name="two" />
          <span>
            <strong>{t.meeting.conflicts(decisions)}</strong>{" "}
            <Link to={`/records/${meeting.id}/conflicts`}>{t.meeting.conflictsLink}</Link>
          </span>
        </p>
      )}
    </>
  );
}

function NearlyFull({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  const goOn = () =>
    act(async (engine) => {
      const part = await engine.vault.continue_meeting(meeting.id);
      go(`/meetings/${part.id}`);
    });
  return (
    <div class="note warn">
      <Icon name="warn" />
      <span>
        <strong>{t.meeting.nearlyFull(meeting.room_used_percent)}</strong> {t.meeting.nearlyFullNote}
      </span>
      <Refusal failure={failure} />
      <button type="button" class="btn plain" aria-disabled={busy} onClick={() => void goOn()}>
        {t.meeting.continueMeeting(meeting.part + 1)}
      </button>
    </div>
  );
}

function Parts({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  return (
    <nav class="chips" aria-label={t.meeting.partsLabel}>
      {meeting.parts.map((id, index) => (
        <Link key={id} class="chip" to={`/meetings/${id}`} current={id === meeting.id}>
          {t.meeting.part(index + 1)}
        </Link>
      ))}
    </nav>
  );
}
