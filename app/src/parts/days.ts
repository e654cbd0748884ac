// Days as year-month-day and moments at the clock of Vietnam, whatever zone a phone is set to.

import { useEffect, useState } from "preact/hooks";

const ZONE = "Asia/Ho_Chi_Minh";
const MINUTE_MS = 60_000;

function parts(at: number): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

// The day it is in Vietnam, as the engine takes it.
export function today(at: number = Date.now()): string {
  const { year, month, day } = parts(at);
  return `${year}-${month}-${day}`;
}

// The time of day in Vietnam, `HH:MM`.
export function clockNow(at: number = Date.now()): string {
  const { hour, minute } = parts(at);
  return `${hour}:${minute}`;
}

// A day as people here write it; a month or a year alone stays one, anything else as it came.
export function dayShort(day: string): string {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(day);
  return found ? found.slice(1).filter(Boolean).reverse().join("/") : day;
}

// A day with the day of the week.
export function dayWords(day: string, t: { records: { weekdays: readonly string[] } }): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!found) return dayShort(day);
  const [year, month, date] = found.slice(1).map(Number) as [number, number, number];
  // Noon of that day in no zone at all: only the day of the week is read from it.
  const week = new Date(Date.UTC(year, month - 1, date, 12)).getUTCDay();
  return `${t.records.weekdays[week] ?? ""}, ${dayShort(day)}`;
}

export function momentWords(ms: number): string {
  return `${clockNow(ms)}, ${dayShort(today(ms))}`;
}

// Whole days from one day to another, negative when it is past.
export function daysBetween(from: string, to: string): number {
  return Math.round((noon(to) - noon(from)) / (24 * 60 * MINUTE_MS));
}

function noon(day: string): number {
  const [year, month, date] = day.split("-").map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, date ?? 1, 12);
}

// The present moment, anew with every minute.
export function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
