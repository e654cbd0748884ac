// What a place of a record is called: its part and its field, as the kind declares them.

import { useSpecs } from "../parts/codes";
import { kindOf, partOf } from "./spec";

// Gives the words for a part and a leaf of it, `subject/field`, `entry/field` or `field`.
export function usePlaceWords(kind: string): (part: string, key: string) => string {
  const spec = kindOf(useSpecs(), kind);
  return (part, key) => {
    const declared = partOf(spec, part);
    const at = key.lastIndexOf("/");
    const field = declared?.fields.find((one) => one.name === key.slice(at + 1));
    const subject = at < 0 ? "" : key.slice(0, at);
    const known = declared?.subjects.find(({ code }) => code === subject)?.words;
    // The lasting name of an entry says nothing to a person; a subject in words does.
    const shown = known ?? (declared?.form === "entries" ? "" : subject);
    return [declared?.words ?? part, shown, field?.words ?? (at < 0 && !declared ? key : "")].filter((words) => words !== "").join(" · ");
  };
}
