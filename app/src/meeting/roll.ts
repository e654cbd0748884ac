// What a roll shows and what a tap on it records, apart from the drawing.

import type { Attendance, Mark } from "../engine/types";

export type Filter = "all" | "present" | "absent" | "open";

export const PRESENT = "co_mat";
export const EXCUSED = "vang_co_ly_do";
export const UNEXCUSED = "vang_khong_ly_do";
export const UNRECORDED = "chua_diem_danh";
export const GUEST = "khach_moi";

// How one line of the roll is drawn: `aside` for whoever leaves the denominator, `guest` for whoever was never in it.
export type Standing = "present" | "absent" | "open" | "aside" | "guest";

const DRAWN: Record<string, Standing> = {
  [PRESENT]: "present",
  co_mat_truc_tuyen: "present",
  [EXCUSED]: "absent",
  [UNEXCUSED]: "absent",
  [UNRECORDED]: "open",
  [GUEST]: "guest",
  tam_thoi_den: "guest",
};

export function standing(line: Attendance): Standing {
  return DRAWN[line.attendance] ?? "aside";
}

export function passes(line: Attendance, filter: Filter): boolean {
  return filter === "all" || standing(line) === filter;
}

// The mark that a tap on a person's circle records: present, or not called yet.
export function tapped(line: Attendance): Mark {
  return mark(line, standing(line) === "present" ? UNRECORDED : PRESENT, null);
}

export function mark(line: Attendance, attendance: string, reason: string | null): Mark {
  return { person: line.person, attendance, reason, standing: line.standing };
}

// The lines with marks that are not answered yet laid over them, so that a tap is seen at once.
export function overlaid(lines: Attendance[], pending: ReadonlyMap<string, Mark>): Attendance[] {
  return lines.map((line) => {
    const mark = pending.get(line.person.key);
    return mark ? { ...line, attendance: mark.attendance, reason: mark.reason, recorded: true } : line;
  });
}

// A name with its last word apart, by which Vietnamese rolls are sorted and read.
export function named(name: string): { before: string; given: string } {
  const whole = name.trim();
  const at = whole.lastIndexOf(" ");
  return { before: whole.slice(0, at + 1), given: whole.slice(at + 1) };
}
