// Step 7: what stands in the way of signing, and the signatures.

import type { Meeting } from "../engine/types";
import type { Obstacle } from "../engine/types";
import { useAsk } from "../parts/ask";
import { LinkRow } from "../parts/LinkRow";
import { Shown } from "../parts/Shown";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { StepPage, stepWords } from "./steps";
import { itemPath } from "./Business";
import { votePath } from "./Votes";
import { SignDock } from "./SignDock";
import { Signatures } from "./Signatures";

export function Adopt({ id }: { id: string }) {
  const t = useWords();
  const asked = useAsk(
    async (engine) => {
      const [meeting, obstacles] = await Promise.all([engine.vault.meeting(id), engine.vault.obstacles(id)]);
      return { meeting, obstacles };
    },
    [id],
    null,
  );
  const there = asked.at === "there" ? asked.value : null;
  const isWaiting = there !== null && !there.meeting.adoption.adopted && there.meeting.adoption.pending.length > 0;
  const title = there?.meeting.adoption.adopted ? t.meeting.adopted : isWaiting ? t.meeting.waitsForSecond : t.meeting.adopt;
  return (
    <StepPage id={id} step="adopt" title={title} dock={there && <SignDock {...there} />}>
      <Shown asked={asked}>
        {({ meeting, obstacles }) => (
          <>
            <Obstacles meeting={meeting} obstacles={obstacles} />
            <Signatures meeting={meeting} />
          </>
        )}
      </Shown>
    </StepPage>
  );
}

function Obstacles({ meeting, obstacles }: { meeting: Meeting; obstacles: Obstacle[] }) {
  const t = useWords();
  const blocking = obstacles.filter((one) => one.blocks);
  const told = obstacles.filter((one) => !one.blocks);
  if (meeting.adoption.adopted && obstacles.length === 0) return null;
  return (
    <>
      {blocking.length > 0 ? (
        <section>
          <h2>{t.meeting.beforeSigning(blocking.length)}</h2>
          <ObstacleList id={meeting.id} obstacles={blocking} tone="warn" />
        </section>
      ) : (
        !meeting.adoption.adopted && (
          <p class="note good">
            <Icon name="check" />
            <span>{t.meeting.nothingBlocks}</span>
          </p>
        )
      )}
      {told.length > 0 && (
        <section>
          <h2>{t.meeting.alsoLook}</h2>
          <ObstacleList id={meeting.id} obstacles={told} tone="" />
        </section>
      )}
    </>
  );
}

// Fields of the head that are mended on a page of their own.
const HEAD = ["chair", "minute_taker", "place", "starts_at", "ends_at", "held_on", "topic"];

function ObstacleList({ id, obstacles, tone }: { id: string; obstacles: Obstacle[]; tone: string }) {
  const t = useWords();
  return (
    <ul class="list">
      {obstacles.map((one, index) => (
        <LinkRow
          key={`${one.code} ${one.place}`}
          to={mendPath(id, one)}
          mark={{ tone, sign: index + 1 }}
          title={one.words}
          note={HEAD.includes(one.place) ? t.meeting.openFacts : t.meeting.openStep(stepWords(t, one.step))}
        />
      ))}
    </ul>
  );
}

// Where an obstacle is mended: the item, vote or field itself where the step has pages of its own.
export function mendPath(id: string, obstacle: Obstacle): string {
  const { step, place } = obstacle;
  if (place.includes("/")) return `/records/${id}/conflicts`;
  if (HEAD.includes(place)) return `/meetings/${id}/about`;
  if (step === "business" && place !== "") return itemPath(id, place);
  if (step === "votes" && place !== "") return votePath(id, place);
  return `/meetings/${id}/${step}`;
}
