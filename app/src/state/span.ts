// How long something is, in whole days, hours and minutes; never rounded up.

export type Span = { days: number; hours: number; minutes: number };

const MINUTE_MS = 60_000;

export function spanOf(ms: number): Span {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  return { days: Math.floor(minutes / 1440), hours: Math.floor(minutes / 60) % 24, minutes: minutes % 60 };
}
