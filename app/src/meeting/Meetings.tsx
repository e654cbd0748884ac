// The list of meetings, the latest first, narrowed by words and by year.

import { useAsk } from "../parts/ask";
import { Shown } from "../parts/Shown";
import { LineList } from "../parts/LineList";
import { SearchBox } from "../parts/SearchBox";
import { Page } from "../ui/Page";
import { Link } from "../ui/Link";
import { useWords } from "../words";
import { useQueryParam } from "../parts/query";

// A list longer than this is read by searching.
const SHOWN_MAX = 60;

export function Meetings() {
  const t = useWords();
  const [text, setText] = useQueryParam("q");
  const asked = useAsk((engine) => engine.vault.records({ kind: "meeting", text, take: SHOWN_MAX }), [text]);
  return (
    <Page title={t.meeting.list} tab="meetings">
      <SearchBox label={t.meeting.find} placeholder={t.meeting.findFew} value={text} onFind={setText} />
      <Shown asked={asked}>
        {(lines) =>
          lines.length === 0 ? (
            <p class="note">{text ? t.records.noneFound(text) : t.meeting.none}</p>
          ) : (
            <LineList lines={lines} to={(line) => `/meetings/${line.id}`} />
          )
        }
      </Shown>
      <Link class="btn" to="/meetings/new">
        {t.meeting.openNew}
      </Link>
    </Page>
  );
}
