// The first opening: the code, whose it is, the home screen, a PIN, and then the ward.
//
// Nothing is made before the person has seen whom the code is for. A stop at any moment is gone on from: a book that is
// there and not enrolled asks for the code again, or goes on with the one in hand.

import { useState } from "preact/hooks";
import type { EnrolOffer, Failure } from "../engine/types";
import { failureOf } from "../parts/Refusal";
import { useHeard } from "../state/engine";
import { useStore } from "../state/store";
import { useSyncing } from "../state/syncing";
import { useSession, useSessions } from "../state/useSession";
import { useWords } from "../words";
import { CodeStep } from "./CodeStep";
import { EnrolStep } from "./EnrolStep";
import { codeInHand, forgetCode, isAdding, keepCode, keepFor } from "./inHand";
import { InstallStep } from "./InstallStep";
import { usualLabel, WhoStep } from "./WhoStep";

export type Read = { code: string; offer: EnrolOffer };

export function FirstOpening() {
  const t = useWords();
  const sessions = useSessions();
  const session = useSession();
  const { engine } = useHeard();
  const syncing = useSyncing();
  const [read, setRead] = useState<Read | null>(null);
  const [label, setLabel] = useState("");
  const [step, setStep] = useState<"who" | "install" | "enrol">("who");
  const inHand = useStore(codeInHand);
  const leave = () => {
    forgetCode();
    isAdding.set(false);
    if (session.at === "open") void sessions.lock();
  };
  const another = () => {
    forgetCode();
    setRead(null);
  };
  // The phone may have been stopped between the ward's yes and hearing of it. The ward says yes once more to the book that
  // used the code, and to no other: its person has said who they are before.
  const again = async (code: string): Promise<Failure | null> => {
    try {
      await engine.worker.enrol(code, usualLabel(t), false);
    } catch (why) {
      return failureOf(why);
    }
    forgetCode();
    await syncing.now().catch(() => undefined);
    await sessions.refresh();
    return null;
  };
  const toBooks = (code: string) => {
    keepCode(code);
    isAdding.set(false);
  };
  // Where nobody has a book yet there is nothing to go back to.
  const isAlone = session.at === "locked" && session.profiles.length === 0;
  // Another link was opened meanwhile.
  const isOld = step !== "enrol" && inHand !== "" && inHand !== read?.code;
  if (!read || isOld) {
    return (
      <CodeStep
        eyebrow={t.first.stepOf(1)}
        onLeave={isAlone ? undefined : leave}
        again={session.at === "open" ? again : undefined}
        onBooks={isAlone ? undefined : toBooks}
        onRead={(now) => {
          keepCode(now.code);
          setRead(now);
          setStep("who");
        }}
      />
    );
  }
  // The same person's book, as far as anybody can tell before it is opened.
  const same = session.at === "locked" ? session.profiles.find((profile) => profile.name === read.offer.person) : undefined;
  const openSame = (profile: string) => {
    keepFor(profile);
    isAdding.set(false);
  };
  switch (step) {
    case "who":
      return (
        <WhoStep
          warning={same && t.first.hasBook(read.offer.person)}
          instead={same && { words: t.first.openSame, act: () => openSame(same.id) }}
          eyebrow={t.first.stepOf(1)}
          offer={read.offer}
          onYes={(name) => {
            setLabel(name);
            setStep("install");
          }}
          onNo={another}
        />
      );
    case "install":
      return <InstallStep onDone={() => setStep("enrol")} />;
    case "enrol":
      return <EnrolStep read={read} label={label} onOther={another} />;
  }
}
