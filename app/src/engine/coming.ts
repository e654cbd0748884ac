// Types of calls that the engine's generated types do not have yet.

import type { Finding, RecordLine } from "./types";

export type Today = {
  next_meeting: RecordLine | null;
  last_meeting: RecordLine | null;
  tasks_overdue: RecordLine[];
  tasks_due: RecordLine[];
  remarks: RecordLine[];
  conflicts: RecordLine[];
  unsent: number;
  held: number;
};

export type VoteWeighed = {
  key: string;
  matter: string;
  subject: string | null;
  findings: Finding[];
  base: number | null;
  base_words: string;
  need: number | null;
  threshold_words: string;
  outcome: string;
  outcome_words: string;
  basis_words: string;
  roll_eligible: number | null;
  roll_present: number | null;
};

export type MeetingStep = { step: string; is_done: boolean; words: string };

export type Obstacle = { code: string; words: string; step: string; place: string; blocks: boolean };

export type MeetingDeadline = { day: string; done: string | null; state: string; words: string; basis_words: string };

export type MeetingTimes = {
  minutes: number | null;
  goes_on: boolean;
  minutes_least: number | null;
  words: string;
  basis_words: string | null;
  notice: MeetingDeadline | null;
  papers: MeetingDeadline | null;
};

export type ProposedItem = { title: string; order: number; from_words: string; is_there: boolean };

export type Preparation = {
  items: ProposedItem[];
  open_tasks: RecordLine[];
  draft: string | null;
  last_meeting: string | null;
};

export type Passage = { key: string; words: string; text: string; is_there: boolean };

// Calls of the worker.
export type ComingWorker = {
  person_matches: (typed: string, names: string[]) => Promise<number[]>;
};
