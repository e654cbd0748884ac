// Another PIN, once the one that holds now was given.

import { useState } from "preact/hooks";
import { useAct } from "../parts/act";
import { Refusal } from "../parts/Refusal";
import { forgetFingerprint } from "../state/fingerprint";
import { go } from "../state/router";
import { useSession } from "../state/useSession";
import { Page } from "../ui/Page";
import { PinPad } from "../ui/PinPad";
import { useWords } from "../words";

export function ChangePin() {
  const t = useWords();
  const session = useSession();
  const [old, setOld] = useState<string | null>(null);
  const [fresh, setFresh] = useState<string | null>(null);
  const [isUnlike, setUnlike] = useState(false);
  const { act, failure, busy } = useAct();
  if (session.at !== "open") return null;
  const { profile } = session;
  const step = old === null ? "old" : fresh === null ? "new" : "again";
  const give = async (pin: string) => {
    setUnlike(false);
    if (old === null) setOld(pin);
    else if (fresh === null) {
      // What may be a PIN is told before it is typed a second time.
      if (await act((engine) => engine.phone.check_pin(pin))) setFresh(pin);
    } else if (fresh !== pin) {
      setFresh(null);
      setUnlike(true);
    } else if (await act((engine) => engine.phone.change_pin(profile.id, old, pin))) {
      forgetFingerprint(profile.id);
      go("/settings", { replace: true });
    } else {
      setOld(null);
      setFresh(null);
    }
  };
  return (
    <Page title={t.settings.changePin} back={{ to: "/settings", label: t.settings.title }} withPad>
      <Refusal failure={failure} />
      {isUnlike && (
        <p class="error" role="alert">
          {t.first.pinUnlike}
        </p>
      )}
      <p role="status">{t.settings.pins[step]}</p>
      <PinPad key={step} label={t.settings.pins[step]} busy={busy} action={t.first.next} onPin={(pin) => void give(pin)} />
    </Page>
  );
}
