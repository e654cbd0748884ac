// The vote that a figure in dispute belongs to, with one of the values in it.

import { aboutOf, type Figure } from "../meeting/pad";
import type { Conflict, Vote } from "../engine/types";

const FIGURES: Readonly<Record<string, Figure>> = {
  for: "agree",
  against: "against",
  other: "other",
  present: "present",
  eligible: "eligible",
  issued: "issued",
  collected: "collected",
  valid: "valid",
};

// Nothing where the dispute is not over a figure of a vote.
export function voteWith(conflict: Pick<Conflict, "part" | "key">, value: string): (Pick<Vote, "matter"> & Partial<Vote>) | null {
  const at = conflict.key.lastIndexOf("/");
  const key = conflict.key.slice(0, at);
  const figure = FIGURES[conflict.key.slice(at + 1)];
  if (conflict.part !== "votes" || at < 0 || !figure || !/^\d{1,4}$/.test(value)) return null;
  return { matter: key.split(":")[0] ?? key, about: aboutOf(key), [figure]: Number(value) };
}
