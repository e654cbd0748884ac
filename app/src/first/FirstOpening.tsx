// The first opening: the code, whose it is, the home screen, a PIN, and then the ward.
//
// Nothing is made before the person has seen whom the code is for. A stop at any moment is gone on from: a book that is
// there and not enrolled asks for the code again.

import { useState } from "preact/hooks";
import { Embedded } from "./Embedded";
import { EnrolStep } from "./EnrolStep";
import { CodeStep } from "./CodeStep";
import { InstallStep } from "./InstallStep";
import { isEmbedded } from "./code";
import { WhoStep } from "./WhoStep";
import type { EnrolOffer } from "../engine/types";

export type Read = { code: string; offer: EnrolOffer };

export function FirstOpening({ onLeave }: { onLeave?: () => void }) {
  const [read, setRead] = useState<Read | null>(null);
  const [step, setStep] = useState<"code" | "who" | "install" | "enrol">("code");
  if (isEmbedded(navigator.userAgent)) return <Embedded />;
  if (step === "code" || !read) {
    return (
      <CodeStep
        onLeave={onLeave}
        onRead={(now) => {
          setRead(now);
          setStep("who");
        }}
      />
    );
  }
  switch (step) {
    case "who":
      return <WhoStep offer={read.offer} onYes={() => setStep("install")} onNo={() => setStep("code")} />;
    case "install":
      return <InstallStep onDone={() => setStep("enrol")} />;
    case "enrol":
      return <EnrolStep read={read} />;
  }
}
