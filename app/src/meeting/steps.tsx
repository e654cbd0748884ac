// The seven steps of a meeting: their addresses, their order, and the head of a page of one.

import type { ComponentChildren } from "preact";
import type { MeetingStep } from "../engine/types";
import { useAsk } from "../parts/ask";
import { Page } from "../ui/Page";
import { Link } from "../ui/Link";
import { useWords, type Words } from "../words";

export const STEPS = ["prepare", "roll", "business", "votes", "minutes", "score", "adopt"] as const;
export type Step = (typeof STEPS)[number];

// What a step is called; one of a newer engine stands for itself.
export function stepWords(t: Words, step: string): string {
  return step in t.meeting.steps ? t.meeting.steps[step as Step] : step;
}

export function stepPath(id: string, step: string): string {
  return `/meetings/${id}/${step}`;
}

// What comes after a step; the last one leads on to the papers.
export function next(step: Step): Step | null {
  return STEPS[STEPS.indexOf(step) + 1] ?? null;
}

// Where in the seven a page stands; an ornament, the words above it carry it.
function Stem({ here, done }: { here: Step; done: readonly string[] }) {
  return (
    <div class="stem" aria-hidden="true">
      {STEPS.map((step) => (
        <i key={step} class={step === here ? "here" : done.includes(step) ? "done" : ""} />
      ))}
    </div>
  );
}

type StepPageProps = {
  id: string;
  step: Step;
  title?: string;
  soft?: ComponentChildren;
  // In place of the link to the next step.
  dock?: ComponentChildren;
  // What sticks under the bar.
  bar?: ComponentChildren;
  withPad?: boolean;
  wide?: "cards" | "rows";
  children: ComponentChildren;
};

export function StepPage(props: StepPageProps) {
  const t = useWords();
  const { id, step } = props;
  const steps = useAsk((engine) => engine.vault.meeting_steps(id), [id], [id]);
  const done = steps.at === "there" ? steps.value.filter((one: MeetingStep) => one.is_done).map((one) => one.step) : [];
  const after = next(step);
  const onward = after && (
    <Link class="btn" to={stepPath(id, after)}>
      {t.meeting.nextStep(t.meeting.steps[after])}
    </Link>
  );
  return (
    <Page
      title={props.title ?? t.meeting.steps[step]}
      eyebrow={t.meeting.stepOf(STEPS.indexOf(step) + 1)}
      soft={props.soft}
      under={<Stem here={step} done={done} />}
      back={{ to: `/meetings/${id}`, label: t.meeting.one }}
      dock={props.dock === undefined ? onward : props.dock}
      bar={props.bar}
      withPad={props.withPad ?? false}
      {...(props.wide && { wide: props.wide })}
    >
      {props.children}
    </Page>
  );
}
