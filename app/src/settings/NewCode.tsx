// A new code for a book that is enrolled already: after the ward no longer knew this phone, or gave the person another role.
// The book stays; the person sees whom the code is for before it is used.

import { useState } from "preact/hooks";
import { CodeStep } from "../first/CodeStep";
import type { Read } from "../first/FirstOpening";
import { forgetCode, isAdding, keepCode, keepFor } from "../first/inHand";
import { WhoStep } from "../first/WhoStep";
import { useAct } from "../parts/act";
import { go } from "../state/router";
import { useSession, useSessions } from "../state/useSession";
import { useWords } from "../words";

export function NewCode() {
  const t = useWords();
  const session = useSession();
  const sessions = useSessions();
  const [read, setRead] = useState<Read | null>(null);
  const { act, failure, busy } = useAct();
  if (session.at !== "open" || !session.account) return null;
  const leave = () => {
    forgetCode();
    isAdding.set(false);
    go("/settings", { replace: true });
  };
  const enrol = async (code: string, label: string) => {
    const done = await act(async (engine) => {
      await engine.worker.enrol(code, label, true);
      await sessions.refresh();
    });
    if (done) leave();
  };
  if (!read) {
    return (
      <CodeStep
        eyebrow={t.settings.newCode}
        onLeave={leave}
        onRead={(now) => {
          keepCode(now.code);
          keepFor(session.profile.id);
          setRead(now);
        }}
      />
    );
  }
  const isSomebodyElse = read.offer.person !== session.account.person;
  return (
    <WhoStep
      eyebrow={t.settings.newCode}
      offer={read.offer}
      busy={busy}
      failure={failure}
      warning={isSomebodyElse ? t.settings.codeOfAnother(session.account.person) : undefined}
      onYes={(label) => void enrol(read.code, label)}
      onNo={() => {
        forgetCode();
        setRead(null);
      }}
    />
  );
}
