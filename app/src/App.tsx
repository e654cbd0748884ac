// What is shown: the start, who is at the phone, and then the screens.

import { useEffect, useMemo } from "preact/hooks";
import { engine, isInside } from "./begin";
import { Embedded } from "./first/Embedded";
import { FirstOpening } from "./first/FirstOpening";
import { codeInHand, isAdding, isFor } from "./first/inHand";
import { Starting } from "./first/Starting";
import { Stopped } from "./first/Stopped";
import { Unlock } from "./first/Unlock";
import { Screens } from "./Screens";
import { EngineProvider, Heard } from "./state/engine";
import { go, routeOf } from "./state/router";
import { Sessions } from "./state/session";
import { useStore } from "./state/store";
import { watchForUpdates } from "./state/update";
import { SessionProvider, useSession } from "./state/useSession";

const NEW_CODE = "/settings/code";

export function App() {
  const heard = useMemo(() => new Heard(engine), []);
  const sessions = useMemo(() => new Sessions(heard), [heard]);
  useEffect(() => {
    if (!isInside) void watchForUpdates(sessions.start());
  }, [sessions]);
  return (
    <EngineProvider heard={heard}>
      <SessionProvider sessions={sessions}>
        {isInside ? <Embedded /> : <Now />}
      </SessionProvider>
    </EngineProvider>
  );
}

function Now() {
  const session = useSession();
  const adds = useStore(isAdding);
  const waits = useStore(codeInHand) !== "";
  useEffect(() => {
    // A new code for a book that is enrolled already, now that it is open.
    if (!waits || session.at !== "open" || !session.account || !(adds || isFor(session.profile.id))) return;
    if (routeOf(new URL(location.href)).path !== NEW_CODE) go(NEW_CODE);
  }, [waits, adds, session]);
  switch (session.at) {
    case "starting":
      return <Starting step={session.step} />;
    case "stopped":
      return <Stopped stop={session.stop} />;
    case "locked":
      // The first opening stands in the same place before and after its book is opened, and so goes on with its steps.
      return session.profiles.length === 0 || adds ? <FirstOpening /> : <Unlock profiles={session.profiles} />;
    case "open":
      return session.account ? <Screens /> : <FirstOpening />;
  }
}
