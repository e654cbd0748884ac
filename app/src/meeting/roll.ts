// What a roll shows and what a tap on it records, apart from the drawing.

import type { Attendance, Mark } from "../engine/types";

export type Filter = "all" | "present" | "absent" | "open";

export const PRESENT = "co_mat";
export const EXCUSED = "vang_co_ly_do";
export const UNEXCUSED = "vang_khong_ly_do";
export const UNRECORDED = "chua_diem_danh";
export const GUEST = "khach_moi";

export function passes(line: Attendance, filter: Filter): boolean {
  return filter === "all" || line.counts_as === filter;
}

// Whether a row of the roll shows the same: of sixty, a tap changes one.
export function isSameLine(one: Attendance, other: Attendance): boolean {
  const said = ({ person, standing, attendance, counts_as, reason, recorded }: Attendance) =>
    [person.key, person.name, standing, attendance, counts_as, reason, recorded];
  const of = said(other);
  return said(one).every((value, at) => value === of[at]);
}

// How a mark of this page's own counts until the engine has answered; of any other the line stays as it is till then.
const MARKED: Record<string, string> = { [PRESENT]: "present", [EXCUSED]: "absent", [UNEXCUSED]: "absent", [UNRECORDED]: "open" };

// The mark that a tap on a person's circle records: present, or not called yet.
export function tapped(line: Attendance): Mark {
  return mark(line, line.counts_as === "present" ? UNRECORDED : PRESENT, null);
}

export function mark(line: Attendance, attendance: string, reason: string | null): Mark {
  return { person: line.person, attendance, reason, standing: line.standing };
}

// The lines with marks that are not answered yet laid over them, so that a tap is seen at once.
export function overlaid(lines: Attendance[], pending: ReadonlyMap<string, Mark>): Attendance[] {
  return lines.map((line) => {
    const mark = pending.get(line.person.key);
    if (!mark) return line;
    return { ...line, attendance: mark.attendance, counts_as: MARKED[mark.attendance] ?? line.counts_as, reason: mark.reason, recorded: true };
  });
}

// A name with its last word apart, by which Vietnamese rolls are sorted and read.
export function named(name: string): { before: string; given: string } {
  const whole = name.trim();
  const at = whole.lastIndexOf(" ");
  return { before: whole.slice(0, at + 1), given: whole.slice(at + 1) };
}
