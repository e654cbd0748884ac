// The one button that signs the minutes; while something stands in the way it says so and does nothing.

import { useState } from "preact/hooks";
import type { Meeting } from "../engine/types";
import type { Obstacle } from "../engine/types";
import { useAct } from "../parts/act";
import { Refusal } from "../parts/Refusal";
import { Sheet } from "../parts/Sheet";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function SignDock({ meeting, obstacles }: { meeting: Meeting; obstacles: Obstacle[] }) {
  const t = useWords();
  const [isAsking, setAsking] = useState(false);
  const blocked = obstacles.filter((one) => one.blocks).length;
  const { adoption } = meeting;
  if (adoption.adopted && adoption.proposed.length === 0) {
    return (
      <Link class="btn" to={`/meetings/${meeting.id}/resolution`}>
        {t.meeting.toResolution}
      </Link>
    );
  }
  return (
    <>
      {blocked > 0 && (
        <p class="small" id="cant">
          {t.meeting.stillBefore(blocked)}
        </p>
      )}
      <button
        type="button"
        class="btn"
        aria-disabled={blocked > 0}
        aria-describedby={blocked > 0 ? "cant" : undefined}
        onClick={() => blocked === 0 && setAsking(true)}
      >
        <Icon name="pen" />
        {adoption.pending.length > 0 ? t.meeting.signSecond : t.meeting.sign}
      </button>
      {isAsking && <SignSheet meeting={meeting} onClose={() => setAsking(false)} />}
    </>
  );
}

function SignSheet({ meeting, onClose }: { meeting: Meeting; onClose: () => void }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  const sign = (alone: boolean) =>
    act(async (engine) => {
      await engine.vault.adopt(meeting.id, alone);
      onClose();
    });
  return (
    <Sheet title={t.meeting.signQuestion} onClose={onClose}>
      <p>{t.meeting.signNote}</p>
      <Refusal failure={failure} />
      <div class="btns">
        <button type="button" class="btn" aria-disabled={busy} onClick={() => void sign(false)}>
          {t.meeting.signNow}
        </button>
        <button type="button" class="btn plain" aria-disabled={busy} onClick={() => void sign(true)}>
          {t.meeting.signAlone}
        </button>
        <p class="small">{t.meeting.signAloneNote}</p>
      </div>
    </Sheet>
  );
}
