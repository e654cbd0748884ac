// The ways to the papers of a record: the whole one and those its kind has beside it.

import type { KindSpec } from "../engine/types";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { useWords } from "../words";

// All of them but the one that is shown.
export function PaperLinks({ id, spec, shown }: { id: string; spec: KindSpec | undefined; shown?: string }) {
  const t = useWords();
  if (!spec?.paper) return null;
  const papers = [{ code: "", words: shown === undefined ? t.meeting.paper : t.meeting.wholePaper }, ...spec.papers];
  const others = papers.filter((one) => one.code !== shown);
  if (others.length === 0) return null;
  return (
    <nav class="btns" aria-label={t.meeting.papers}>
      {others.map((one) => (
        <Link key={one.code} class="btn plain" to={paperPath(id, one.code)}>
          <Icon name="print" />
          {one.words}
        </Link>
      ))}
    </nav>
  );
}

export function paperPath(id: string, form: string): string {
  return form === "" ? `/paper/${id}` : `/paper/${id}/${form}`;
}
