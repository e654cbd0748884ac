// When to sync by itself: decided of what is known, without a clock of its own.

export type Known = {
  now: number;
  online: boolean;
  running: boolean;
  unsent: number;
  // The ward turned this phone away: only a person asks again.
  turnedAway: boolean;
  lastTry: number | null;
  failures: number;
  // When something was written last.
  lastEdit: number | null;
};

// After the last letter, so that an evening's typing is not a request a word.
const QUIET_MS = 8_000;
// What a sync that went well left behind, such as what the ward did not take, is not tried again every few seconds.
const LEFT_MS = 60_000;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
// Others' news are asked for at least as often while the app is looked at.
const STALE_MS = 10 * 60_000;

// How long to wait until the next sync; zero for now, nothing for not at all until something changes.
export function waitForSync(known: Known): number | null {
  const { now, online, running, unsent, turnedAway, lastTry, failures, lastEdit } = known;
  if (!online || running || turnedAway) return null;
  if (lastTry === null) return 0;
  const due =
    failures > 0
      ? lastTry + Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
      : unsent === 0
        ? lastTry + STALE_MS
        : lastEdit !== null && lastEdit > lastTry
          ? lastEdit + QUIET_MS
          : lastTry + LEFT_MS;
  return Math.max(0, due - now);
}
