// The figures of a vote while they are typed, apart from the drawing.

import type { Vote } from "../engine/types";

export type Figure = "agree" | "against" | "other" | "present" | "eligible" | "issued" | "collected" | "valid";

// No meeting of a cell has more people than three digits write.
const DIGITS_MAX = 3;

export const FIGURES: readonly Figure[] = ["agree", "against", "other"];
export const BALLOTS: readonly Figure[] = ["issued", "collected", "valid"];
export const BASES: readonly Figure[] = ["eligible", "present"];
export const EVERY: readonly Figure[] = [...BALLOTS, ...FIGURES, ...BASES];

// A digit put behind what is there; a leading zero goes.
export function pressed(typed: string, digit: string): string {
  return cleaned(typed + digit);
}

// What of a typed text is a figure.
export function cleaned(typed: string): string {
  const digits = typed.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  return digits.slice(0, DIGITS_MAX);
}

export function figure(typed: string): number | null {
  return typed === "" ? null : Number(typed);
}

export function typedOf(vote: Vote | undefined, figure: Figure): string {
  const value = vote?.[figure];
  return value === null || value === undefined ? "" : String(value);
}

// Where a figure of a vote stands in the record of its meeting.
export function leafOf(vote: Pick<Vote, "key">, figure: Figure): string {
  return `${vote.key}/${figure === "agree" ? "for" : figure}`;
}

// The sum as it stands above the pad; nothing until a figure is there.
export function sum(figures: readonly (number | null)[]): { terms: string; total: number } | null {
  if (figures.every((one) => one === null)) return null;
  const counted = figures.map((one) => one ?? 0);
  return { terms: counted.join(" + "), total: counted.reduce((a, b) => a + b, 0) };
}
