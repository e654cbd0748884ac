// A meeting asked of the engine and drawn once it is there.

import type { ComponentChildren } from "preact";
import type { Meeting } from "../engine/types";
import { useAsk } from "../parts/ask";
import { Shown } from "../parts/Shown";

export function OfMeeting(props: { id: string; children: (meeting: Meeting) => ComponentChildren }) {
  const asked = useAsk((engine) => engine.vault.meeting(props.id), [props.id], [props.id]);
  return <Shown asked={asked}>{props.children}</Shown>;
}
