// Every screen of an open vault, by its address.

import type { ComponentType } from "preact";
import { NotFound } from "./ui/NotFound";
import { PullToSend } from "./ui/PullToSend";
import { matched, useRoute } from "./state/router";
import { GUIDE } from "./guide/routes";
import { MEETING } from "./meeting/routes";
import { MEMBERS } from "./members/routes";
import { RECORDS } from "./records/routes";
import { SAFETY } from "./safety/routes";
import { SETTINGS } from "./settings/routes";
import { useAutoSync } from "./state/useAutoSync";
import { TODAY } from "./today/routes";

export type Screen = ComponentType<Record<string, string>>;
// A pattern and its screen, which is given the names of the pattern.
export type Routes = [pattern: string, screen: Screen][];

const ROUTES: Routes = [...TODAY, ...MEETING, ...RECORDS, ...MEMBERS, ...GUIDE, ...SAFETY, ...SETTINGS];

export function Screens() {
  useAutoSync();
  const { path } = useRoute();
  for (const [pattern, Shown] of ROUTES) {
    const names = matched(pattern, path);
    // A screen of another record begins anew.
    if (names) {
      return (
        <>
          <PullToSend />
          <Shown key={path} {...names} />
        </>
      );
    }
  }
  return <NotFound />;
}
