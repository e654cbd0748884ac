// What a place of a record is called: its part and its field, as the kind declares them.

import { useAsk } from "../parts/ask";
import { useCodes, useSpecs, wordsOf } from "../parts/codes";
import { useWords } from "../words";
import { kindOf, partOf } from "./spec";

// Gives the words for a part and a leaf of it: `field`, `subject/field` or `entry/field`.
export function usePlaceWords(kind: string): (part: string, key: string) => string {
  const spec = kindOf(useSpecs(), kind);
  const ofMeeting = useMeetingWords();
  return (part, key) => {
    const declared = partOf(spec, part);
    if (!declared) return kind === "meeting" ? ofMeeting(part, key) : joined(part, key);
    const { subject, field } = split(key);
    const known = declared.subjects.find(({ code }) => code === subject)?.words;
    // The lasting name of an entry says nothing to a person; a subject in words does.
    const shown = known ?? (declared.form === "entries" ? "" : subject);
    return joined(declared.words, shown, declared.fields.find((one) => one.name === field)?.words ?? "");
  };
}

function split(key: string): { subject: string; field: string } {
  const at = key.lastIndexOf("/");
  return { subject: at < 0 ? "" : key.slice(0, at), field: key.slice(at + 1) };
}

function joined(...words: string[]): string {
  return words.filter((one) => one !== "").join(" · ");
}

// The parts of a meeting that no form declares: votes by matter, the roll by person, the score by criterion.
function useMeetingWords(): (part: string, key: string) => string {
  const t = useWords();
  const matters = useCodes("matter");
  const members = useAsk((engine) => engine.vault.records({ kind: "member" }), [], []);
  const figures: Record<string, string> = { ...t.meeting.figures, for: t.meeting.figures.agree, ...t.meeting.voteFields, subject: t.meeting.voteSubject, method: t.meeting.method };
  return (part, key) => {
    const { subject, field } = split(key);
    if (part === "votes") {
      const [matter = "", about = ""] = subject.split(":");
      return joined(t.meeting.steps.votes, wordsOf(matters, matter), about, figures[field] ?? "");
    }
    if (part === "roll") {
      const name = members.at === "there" ? members.value.find((line) => line.id === subject)?.title : undefined;
      return joined(t.meeting.steps.roll, name ?? "");
    }
    return part === "score" ? joined(t.meeting.steps.score, key) : joined(part, key);
  };
}
