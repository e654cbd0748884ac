// The register: everybody of the cell in the order of Vietnamese names, found without marks.

import type { RecordLine } from "../engine/types";
import { useAsk } from "../parts/ask";
import { useCodes, wordsOf } from "../parts/codes";
import { Name } from "../parts/Name";
import { useQueryParam } from "../parts/query";
import { SearchBox } from "../parts/SearchBox";
import { Shown } from "../parts/Shown";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";

export function figure(line: RecordLine, name: string): string {
  return line.figures.find((one) => one.name === name)?.value ?? "";
}

export function Members() {
  const t = useWords();
  const [text, setText] = useQueryParam("q");
  const [status, setStatus] = useQueryParam("status");
  const statuses = useCodes("status");
  const asked = useAsk((engine) => engine.vault.records({ kind: "member", text, by_title: true }), [text], null);
  const lines = asked.at === "there" ? asked.value : [];
  const held = [...new Set(lines.map((line) => figure(line, "status")))];
  return (
    <Page title={t.records.members} soft={asked.at === "there" && text === "" ? <Counts lines={lines} /> : undefined} tab="members" wide="rows">
      <SearchBox label={t.records.findMember} placeholder={t.records.findMemberFew} value={text} onFind={setText} />
      {held.length > 1 && (
        <details open={status !== ""}>
          <summary>
            <Icon name="next" />
            {status === "" ? t.records.filter : wordsOf(statuses, status)}
          </summary>
          <div class="chips" role="group" aria-label={t.records.filterStatus}>
            {["", ...held].map((code) => (
              <button key={code} type="button" class="chip" aria-pressed={status === code} onClick={() => setStatus(code)}>
                {code === "" ? t.records.all : wordsOf(statuses, code)}
              </button>
            ))}
          </div>
        </details>
      )}
      <Shown asked={asked}>
        {(all) => <MemberList lines={all.filter((line) => status === "" || figure(line, "status") === status)} text={text} />}
      </Shown>
      <p class="small">{t.records.byGivenName}</p>
      <Link class="btn plain" to="/members/new">
        <Icon name="plus" />
        {t.records.newMember}
      </Link>
    </Page>
  );
}

function Counts({ lines }: { lines: RecordLine[] }) {
  const t = useWords();
  const statuses = useCodes("status");
  const headcount = lines.filter((line) => figure(line, "headcount") === "true");
  const counted = new Map<string, number>();
  for (const line of headcount) counted.set(figure(line, "status"), (counted.get(figure(line, "status")) ?? 0) + 1);
  const parts = [...counted].map(([code, count]) => `${count} ${wordsOf(statuses, code).toLocaleLowerCase()}`);
  return <>{t.records.memberCount(headcount.length, parts.join(", "))}</>;
}

function MemberList({ lines, text }: { lines: RecordLine[]; text: string }) {
  const t = useWords();
  const statuses = useCodes("status");
  if (lines.length === 0) return <p class="note">{text ? t.records.noneFound(text) : t.records.noMembers}</p>;
  return (
    <ul class="list">
      {lines.map((line) => {
        const status = figure(line, "status");
        return (
          <li key={line.id}>
            <Link to={`/members/${line.id}`}>
              <span>
                <Name name={line.title || t.records.untitled} />
                {status !== "chinh_thuc" && <small>{wordsOf(statuses, status)}</small>}
              </span>
              <Icon name="next" />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
