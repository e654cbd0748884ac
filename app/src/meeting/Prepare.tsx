// Step 1: the order of business, what is proposed for it, last month's tasks and the draft resolution.

import type { Item, Meeting } from "../engine/types";
import type { Preparation } from "../engine/types";
import { useAsk } from "../parts/ask";
import { Shown } from "../parts/Shown";
import { LineList } from "../parts/LineList";
import { LinkRow } from "../parts/LinkRow";
import { useWords } from "../words";
import { Facts } from "./Facts";
import { Proposals } from "./Proposals";
import { AgendaEdit } from "./AgendaEdit";
import { Deadlines } from "./Deadlines";
import { StepPage } from "./steps";

export function Prepare({ id }: { id: string }) {
  const asked = useAsk(
    async (engine) => {
      const [meeting, preparation] = await Promise.all([engine.vault.meeting(id), engine.vault.prepare(id)]);
      return { meeting, preparation };
    },
    [id],
    // Tasks and the resolution are records of their own.
    null,
  );
  return (
    <StepPage id={id} step="prepare">
      <Shown asked={asked}>
        {({ meeting, preparation }) => (
          <>
            <Deadlines meeting={meeting} which="notice" />
            <AgendaEdit meeting={meeting} />
            <Proposals id={id} items={preparation.items} />
            <Facts meeting={meeting} />
            <LastMonth meeting={meeting} preparation={preparation} />
          </>
        )}
      </Shown>
    </StepPage>
  );
}

// The items in the order of the agenda; those nobody placed come last.
export function placed(agenda: readonly Item[]): Item[] {
  return [...agenda].sort((a, b) => a.order - b.order);
}

function LastMonth({ meeting, preparation }: { meeting: Meeting; preparation: Preparation }) {
  const t = useWords();
  return (
    <section>
      <h2>{t.meeting.taken}</h2>
      {preparation.open_tasks.length > 0 ? (
        <LineList lines={preparation.open_tasks} to={(line) => `/records/${line.id}`} />
      ) : (
        <p class="soft">{t.meeting.noOpenTasks}</p>
      )}
      <ul class="list">
        <LinkRow to={`/meetings/${meeting.id}/resolution`} title={t.meeting.resolution} note={preparation.draft ? t.meeting.draftThere : t.meeting.draftNone} />
      </ul>
    </section>
  );
}
