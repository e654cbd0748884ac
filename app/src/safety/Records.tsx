// Records that need somebody's eyes, with why, each a link to where that is done.

import type { RecordLine } from "../engine/types";
import { LineList } from "../parts/LineList";

type Props = { title: string; note: string; lines: RecordLine[]; to: (line: RecordLine) => string };

export function Records({ title, note, lines, to }: Props) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <p class="small">{note}</p>
      <LineList lines={lines} to={to} />
    </section>
  );
}
