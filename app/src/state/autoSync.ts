// When to sync by itself: decided of what happened and what is known, without a clock of its own.

import type { Failure } from "../engine/types";

// What happened to the syncs of an open book. Moments are milliseconds since 1970.
export type Course = {
  running: boolean;
  // When the last one began, whoever asked for it; nothing for one that is to begin at once.
  lastTry: number | null;
  // When something was written last.
  lastEdit: number | null;
  // In a row.
  failures: number;
  // The server asked to be left alone until then.
  notBefore: number;
  // A person stopped it, or trying again would change nothing: it rests until something happens.
  rests: boolean;
};

export type Happened =
  | { is: "begun"; at: number }
  | { is: "done" }
  | { is: "failed"; at: number; failure: Failure }
  | { is: "edited"; at: number }
  // The line or the person at the phone came back.
  | { is: "line_back" }
  | { is: "person_back"; at: number };

export type Around = { now: number; online: boolean; unsent: number; turnedAway: boolean };

export const OPENED: Course = { running: false, lastTry: null, lastEdit: null, failures: 0, notBefore: 0, rests: false };

// After the last letter, so that an evening's typing is not a request a word.
const QUIET_MS = 8_000;
// What a sync that went well left behind, such as what the ward did not take, is not tried again every few seconds.
const LEFT_MS = 60_000;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
// Others' news are asked for at least as often while the app is looked at.
const STALE_MS = 10 * 60_000;
// Going back and forth between apps is not one request each time.
const GLANCE_MS = 30_000;
// Trouble that may pass without anybody doing anything at this phone.
const PASSING = ["retry", "offline", "storage_full"];

export function after(course: Course, what: Happened): Course {
  switch (what.is) {
    case "begun":
      return { ...course, running: true, lastTry: what.at, rests: false };
    case "done":
      return { ...course, running: false, failures: 0, notBefore: 0 };
    case "failed":
      return failed(course, what.at, what.failure);
    case "edited":
      // What a sync changes is not written by anybody here.
      return course.running ? course : { ...course, lastEdit: what.at, rests: course.rests && course.failures > 0 };
    case "line_back":
      // A line that is there again is no reason to wait for as long as one that was never there.
      return { ...course, lastTry: null, failures: 0, rests: false };
    case "person_back":
      return course.lastTry !== null && what.at - course.lastTry < GLANCE_MS ? course : { ...course, lastTry: null, failures: 0, rests: false };
  }
}

function failed(course: Course, at: number, { code, wait_seconds: wait }: Failure): Course {
  if (code === "cancelled") return { ...course, running: false, rests: true };
  const notBefore = wait === null ? 0 : at + wait * 1000;
  // One that began before the line came back says nothing of the line that is there now.
  const failures = course.lastTry === null ? 0 : course.failures + 1;
  return { ...course, running: false, failures, notBefore, rests: !PASSING.includes(code) };
}

// How long to wait for the next sync: zero is now, and null is never, as far as is known.
export function waitForSync(course: Course, { now, online, unsent, turnedAway }: Around): number | null {
  if (!online || turnedAway || course.running || course.rests) return null;
  const due = Math.max(dueAt(course, unsent), course.notBefore);
  // A clock that was set back keeps nobody waiting for days.
  return Math.min(Math.max(0, due - now), LONGEST_PAUSE_MS);
}

function dueAt({ lastTry, lastEdit, failures }: Course, unsent: number): number {
  if (lastTry === null) return 0;
  if (failures > 0) return lastTry + Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  if (unsent === 0) return lastTry + STALE_MS;
  return lastEdit !== null && lastEdit > lastTry ? lastEdit + QUIET_MS : lastTry + LEFT_MS;
}
