// Where a record is read: on its kind's own page, or on the one for any kind.

import type { RecordLine } from "../engine/types";

export function pathOf(line: Pick<RecordLine, "id" | "kind">): string {
  switch (line.kind) {
    case "meeting":
      return `/meetings/${line.id}`;
    case "member":
      return `/members/${line.id}`;
    case "task":
      return `/tasks/${line.id}`;
    case "review":
      return `/remarks/${line.id}`;
    default:
      return `/records/${line.id}`;
  }
}
