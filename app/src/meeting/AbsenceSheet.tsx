// Why a person is away, asked by taps; every other way of being on the roll stands below.

import { useRef, useState } from "preact/hooks";
import type { Attendance, Failure, Mark } from "../engine/types";
import { useCodes } from "../parts/codes";
import { FieldError, Refusal } from "../parts/Refusal";
import { Sheet } from "../parts/Sheet";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { EXCUSED, mark, UNEXCUSED } from "./roll";

// `onMark` answers whether it was recorded; what was refused is `failure`.
type Props = { line: Attendance; failure: Failure | null; onMark: (mark: Mark) => Promise<boolean>; onClose: () => void };

export function AbsenceSheet({ line, failure, onMark, onClose }: Props) {
  const t = useWords();
  const attendances = useCodes("attendance");
  const reasons = t.meeting.reasons;
  const had = line.reason ?? "";
  const [reason, setReason] = useState(reasons.find((one) => had.startsWith(one)) ?? "");
  const more = useRef<HTMLInputElement>(null);
  const missing = failure?.field === "reason";
  const record = async (attendance: string, why: string | null) => {
    if (await onMark(mark(line, attendance, why))) onClose();
  };
  const finish = () => {
    const added = more.current?.value.trim() ?? "";
    return record(EXCUSED, [reason, added].filter((part) => part !== "").join(", "));
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
        <FieldError failure={failure} name="reason" id="reason-missing" />
      </div>
      <Refusal failure={failure} fields={["reason"]} />
      <div class="btns">
        <button type="button" class="btn" onClick={() => void finish()}>
          {t.meeting.excused}
        </button>
        <button type="button" class="btn danger" onClick={() => void record(UNEXCUSED, null)}>
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
            <button key={code} type="button" class="chip" onClick={() => void record(code, null)}>
              {words}
            </button>
          ))}
        </div>
      </details>
    </Sheet>
  );
}
