// One person of the roll: a real checkbox for being there, and a button for being away.

import type { Attendance } from "../engine/types";
import { useCodes, wordsOf } from "../parts/codes";
import { Name } from "../parts/Name";
import { memo } from "../ui/memo";
import { useWords } from "../words";
import { EXCUSED, isSameLine, PRESENT } from "./roll";

type Props = { line: Attendance; onTap: () => void; onAbsent: () => void };

export const RollRow = memo(Row, (before, after) => isSameLine(before.line, after.line));

function Row({ line, onTap, onAbsent }: Props) {
  const t = useWords();
  const attendances = useCodes("attendance");
  const standings = useCodes("standing");
  const drawn = line.counts_as;
  const name = line.person.name;
  if (drawn !== "present" && drawn !== "absent" && drawn !== "open") {
    return (
      <li class="exempt">
        <span>
          <Name name={name} />
          <small>{wordsOf(attendances, line.attendance)}</small>
        </span>
        <button type="button" aria-label={t.meeting.change(name)} onClick={onAbsent}>
          {t.meeting.edit}
        </button>
      </li>
    );
  }
  const note =
    drawn === "absent"
      ? line.attendance === EXCUSED
        ? t.meeting.absentBecause(line.reason ?? "")
        : wordsOf(attendances, line.attendance)
      : drawn === "open"
        ? wordsOf(attendances, line.attendance)
        : line.attendance !== PRESENT
          ? wordsOf(attendances, line.attendance)
          : line.standing === "du_bi"
            ? wordsOf(standings, line.standing)
            : "";
  return (
    <li class={drawn === "open" ? "todo" : drawn}>
      <label>
        <input type="checkbox" checked={drawn === "present"} onChange={onTap} />
        <Name name={name} />
        {note && <small>{note}</small>}
      </label>
      <button type="button" aria-label={drawn === "absent" ? t.meeting.change(name) : t.meeting.markAbsent(name)} onClick={onAbsent}>
        {drawn === "absent" ? t.meeting.edit : t.meeting.away}
      </button>
    </li>
  );
}
