// Step 3: the items of the meeting, with what each still lacks.

import type { Item } from "../engine/types";
import { LinkRow } from "../parts/LinkRow";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { OfMeeting } from "./OfMeeting";
import { placed } from "./Prepare";
import { StepPage } from "./steps";

export function itemPath(id: string, key: string): string {
  return `/meetings/${id}/business/${encodeURIComponent(key)}`;
}

export function isConcluded(item: Item): boolean {
  return item.conclusions.some((said) => said.text.trim() !== "");
}

export function Business({ id }: { id: string }) {
  return (
    <StepPage id={id} step="business">
      <OfMeeting id={id}>{(meeting) => <Items id={id} items={placed(meeting.agenda)} />}</OfMeeting>
    </StepPage>
  );
}

function Items({ id, items }: { id: string; items: Item[] }) {
  const t = useWords();
  if (items.length === 0) {
    return (
      <div class="note">
        <span>{t.meeting.businessEmpty}</span>
        <Link to={`/meetings/${id}/prepare`}>{t.meeting.toPrepare}</Link>
      </div>
    );
  }
  return (
    <ol class="list">
      {items.map((item, index) => (
        <LinkRow
          key={item.key}
          to={itemPath(id, item.key)}
          mark={isConcluded(item) ? { tone: "good", sign: <Icon name="check" /> } : { tone: "", sign: index + 1 }}
          title={item.title}
          note={itemState(item, t)}
          isVietnamese
        />
      ))}
    </ol>
  );
}

export function itemState(item: Item, t: ReturnType<typeof useWords>): string {
  if (isConcluded(item)) return t.meeting.concluded(item.opinions.length);
  return item.opinions.length > 0 ? t.meeting.opinions(item.opinions.length) : t.meeting.notDiscussed;
}
