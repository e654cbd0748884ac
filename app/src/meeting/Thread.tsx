// A meeting's own page: its seven steps as a thread, its times, its head data, and the stages of its life.

import type { Meeting } from "../engine/types";
import type { MeetingStep } from "../engine/types";
import { useAsk } from "../parts/ask";
import { LinkRow } from "../parts/LinkRow";
import { Shown } from "../parts/Shown";
import { dayWords } from "../parts/days";
import { useCodes, wordsOf } from "../parts/codes";
import { Page } from "../ui/Page";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { Facts } from "./Facts";
import { Stages } from "./Stages";
import { Room } from "./Room";
import { Times } from "./Times";
import { stepPath, STEPS, stepWords } from "./steps";

export function Thread({ id }: { id: string }) {
  const t = useWords();
  const kinds = useCodes("meeting_kind");
  const asked = useAsk(
    async (engine) => {
      const [meeting, steps] = await Promise.all([engine.vault.meeting(id), engine.vault.meeting_steps(id)]);
      return { meeting, steps };
    },
    [id],
    [id],
  );
  const there = asked.at === "there" ? asked.value : null;
  return (
    <Page
      title={there ? (there.meeting.topic ?? wordsOf(kinds, there.meeting.kind)) : t.meeting.one}
      eyebrow={there ? dayWords(there.meeting.date, t) : undefined}
      back={{ to: "/meetings", label: t.meeting.list }}
      dock={there && <Onward {...there} />}
    >
      <Shown asked={asked}>
        {({ meeting, steps }) => (
          <>
            <Room meeting={meeting} />
            <Times meeting={meeting} />
            <Steps meeting={meeting} steps={steps} />
            <Stages meeting={meeting} />
            <After meeting={meeting} />
            <Facts meeting={meeting} />
            <p class="small">{t.meeting.anyOrder}</p>
          </>
        )}
      </Shown>
    </Page>
  );
}

function here(steps: MeetingStep[]): MeetingStep | undefined {
  return steps.find((step) => !step.is_done);
}

function Steps({ meeting, steps }: { meeting: Meeting; steps: MeetingStep[] }) {
  const t = useWords();
  const current = here(steps);
  return (
    <ol class="thread">
      {STEPS.map((step, index) => {
        const of = steps.find((one) => one.step === step);
        const state = of?.is_done ? "done" : of === current ? "here" : "";
        return (
          <li key={step} class={state}>
            <Link to={stepPath(meeting.id, step)} current={state === "here"}>
              <span class="mark" aria-hidden="true">
                {state === "done" ? <Icon name="check" /> : index + 1}
              </span>
              <span>
                <strong>{t.meeting.steps[step]}</strong>
                {state === "done" && <span class="unseen">{t.meeting.stepDone}</span>}
                <small>{of?.words}</small>
              </span>
              <Icon name="next" />
            </Link>
          </li>
        );
      })}
    </ol>
  );
}

// What follows the seven steps.
function After({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  return (
    <section>
      <h2>{t.meeting.after}</h2>
      <ul class="list">
        <LinkRow to={`/meetings/${meeting.id}/resolution`} title={t.meeting.resolution} note={t.meeting.resolutionNote} />
        <LinkRow to={`/meetings/${meeting.id}/hand-in`} title={t.meeting.handIn} note={meeting.safety.words} />
      </ul>
    </section>
  );
}

function Onward({ meeting, steps }: { meeting: Meeting; steps: MeetingStep[] }) {
  const t = useWords();
  const current = here(steps);
  if (!current) {
    return (
      <Link class="btn" to={`/meetings/${meeting.id}/hand-in`}>
        {t.meeting.toHandIn}
      </Link>
    );
  }
  return (
    <Link class="btn" to={stepPath(meeting.id, current.step)}>
      {t.meeting.goOn(stepWords(t, current.step))}
    </Link>
  );
}
