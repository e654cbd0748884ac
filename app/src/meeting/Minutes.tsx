// Step 5: the minutes as plain running text; passages made of what was recorded are put in on request.

import { useRef, useState } from "preact/hooks";
import type { LiveTextHandle } from "../parts/LiveText";
import { LiveText } from "../parts/LiveText";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { OfMeeting } from "./OfMeeting";
import { PassageSheet } from "./PassageSheet";
import { Room } from "./Room";
import { StepPage } from "./steps";

export function Minutes({ id }: { id: string }) {
  const t = useWords();
  const text = useRef<LiveTextHandle>(null);
  const [isInserting, setInserting] = useState(false);
  const [isReading, setReading] = useState(false);
  return (
    <StepPage id={id} step="minutes">
      <OfMeeting id={id}>{(meeting) => <Room meeting={meeting} />}</OfMeeting>
      {isReading ? (
        <ReadAloud id={id} />
      ) : (
        <LiveText handle={text} id={id} place="minutes" label={t.meeting.minutesText} rows={14} class="minutes" note={t.meeting.kept} />
      )}
      {!isReading && (
        <button type="button" class="btn plain" onClick={() => setInserting(true)}>
          <Icon name="plus" />
          {t.meeting.insert}
        </button>
      )}
      <button type="button" class="btn text" onClick={() => setReading(!isReading)}>
        {isReading ? t.meeting.backToWriting : t.meeting.readAloud}
      </button>
      {isInserting && <PassageSheet id={id} onInsert={(passage) => text.current?.insert(passage)} onClose={() => setInserting(false)} />}
    </StepPage>
  );
}

// The minutes large and still, to be read out.
function ReadAloud({ id }: { id: string }) {
  const t = useWords();
  return (
    <OfMeeting id={id}>
      {(meeting) =>
        meeting.minutes.trim() === "" ? (
          <p class="note">{t.meeting.minutesEmpty}</p>
        ) : (
          <article class="paper aloud">
            {meeting.minutes.split(/\n+/).map((paragraph, index) => (
              <p key={index}>{paragraph}</p>
            ))}
          </article>
        )
      }
    </OfMeeting>
  );
}
