// Why a person is away, asked by taps; every other way of being on the roll stands below.

import { useRef, useState } from "preact/hooks";
import type { Attendance, Mark } from "../engine/types";
import { useCodes } from "../parts/codes";
import { Sheet } from "../parts/Sheet";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { EXCUSED, mark, UNEXCUSED } from "./roll";

type Props = { line: Attendance; onMark: (mark: Mark) => Promise<void>; onClose: () => void };

export function AbsenceSheet({ line, onMark, onClose }: Props) {
  const t = useWords();
  const attendances = useCodes("attendance");
  const reasons = t.meeting.reasons;
  const had = line.reason ?? "";
  const [reason, setReason] = useState(reasons.find((one) => had.startsWith(one)) ?? "");
  const more = useRef<HTMLInputElement>(null);
  const [missing, setMissing] = useState(false);
  const record = (attendance: string, why: string | null) => {
    void onMark(mark(line, attendance, why));
    onClose();
  };
  const finish = () => {
    const added = more.current?.value.trim() ?? "";
    const whole = [reason, added].filter((part) => part !== "").join(", ");
    if (whole === "") setMissing(true);
    else record(EXCUSED, whole);
  };
  const others = attendances.filter(({ code }) => code !== EXCUSED && code !== UNEXCUSED && code !== line.attendance);
  return (
    <Sheet title={t.meeting.whyAway(line.person.name)} onClose={onClose}>
      <p class="soft">{t.meeting.whyAwayNote}</p>
      <fieldset>
        <legend class="unseen">{t.meeting.reason}</legend>
        <div class="chips">
          {reasons.map((one) => (
            <label key={one} class="chip">
              <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
              {one}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="field">
        <label for="reason-more">{t.meeting.reasonMore}</label>
        <input
          id="reason-more"
          ref={more}
          defaultValue={reason === "" ? had : had.slice(reason.length).replace(/^,\s*/, "")}
          autocomplete="off"
          aria-invalid={missing}
          aria-describedby={missing ? "reason-missing" : undefined}
        />
        {missing && (
          <p class="error" id="reason-missing" role="alert">
            {t.meeting.reasonMissing}
          </p>
        )}
      </div>
      <div class="btns">
        <button type="button" class="btn" onClick={finish}>
          {t.meeting.excused}
        </button>
        <button type="button" class="btn danger" onClick={() => record(UNEXCUSED, null)}>
          {t.meeting.unexcused}
        </button>
      </div>
      <details>
        <summary>
          <Icon name="next" />
          {t.meeting.otherStanding}
        </summary>
        <div class="chips">
          {others.map(({ code, words }) => (
            <button key={code} type="button" class="chip" onClick={() => record(code, null)}>
              {words}
            </button>
          ))}
        </div>
      </details>
    </Sheet>
  );
}
