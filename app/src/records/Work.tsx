// The work of a committee beside meetings, members and tasks: its kinds of records, and the records of each.

import type { WorkKind } from "../engine/types";
import { useAsk } from "../parts/ask";
import { LinkRow } from "../parts/LinkRow";
import { Shown } from "../parts/Shown";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { KindList } from "./KindList";
import { pathOf } from "./paths";

// What has screens of its own has its place elsewhere.
const isHere = ({ code }: WorkKind) => code !== "task";

export function Work() {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.work(), [], null);
  return (
    <Page title={t.records.work} back={{ to: "/tasks", label: t.records.tasks }}>
      <p class="small">{t.records.workNote}</p>
      <Shown asked={asked}>
        {(kinds) => (
          <ul class="list">
            {kinds.filter(isHere).map((kind) => (
              <LinkRow key={kind.code} to={`/kinds/${kind.code}`} title={kind.words} note={t.records.recordCount(kind.records)} />
            ))}
          </ul>
        )}
      </Shown>
    </Page>
  );
}

export function WorkOf({ kind }: { kind: string }) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.work(), [], null);
  const found = asked.at === "there" ? asked.value.find(({ code }) => code === kind) : undefined;
  return (
    <KindList
      kind={kind}
      title={found?.words ?? t.records.work}
      back={{ to: "/kinds", label: t.records.workFew }}
      find={{ label: t.records.findRecord, few: t.records.findRecordFew }}
      none={t.records.noRecords}
      to={pathOf}
    >
      {found?.may_begin && (
        <Link class="btn plain" to={`/records/new/${kind}`}>
          <Icon name="plus" />
          {t.records.newRecord}
        </Link>
      )}
    </KindList>
  );
}
