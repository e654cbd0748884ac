// Another PIN, and opening by fingerprint: both ask for the PIN that holds now.

import { useEffect, useState } from "preact/hooks";
import { useAct } from "../parts/act";
import { Refusal } from "../parts/Refusal";
import { forgetFingerprint, keepByFingerprint, mayHaveFingerprint } from "../state/fingerprint";
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
  const [mayTouch, setMayTouch] = useState(false);
  const [could, setCould] = useState<boolean | null>(null);
  const { act, failure, busy } = useAct();
  // A phone that does not answer has none.
  useEffect(() => void mayHaveFingerprint().then(setMayTouch, () => undefined), []);
  if (session.at !== "open") return null;
  const { profile } = session;
  const step = old === null ? "old" : fresh === null ? "new" : "again";
  const give = async (pin: string) => {
    setUnlike(false);
    if (old === null) setOld(pin);
    else if (fresh === null) setFresh(pin);
    else if (fresh !== pin) {
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
      <PinPad key={step} label={t.settings.pins[step]} busy={busy} action={t.first.next} onPin={(pin) => void give(pin)} />
      {mayTouch && old !== null && fresh === null && (
        <button
          type="button"
          class="btn plain"
          onClick={() =>
            // The PIN is tried first: one that does not open the book must not be kept.
            void act(async (engine) => {
              await engine.phone.change_pin(profile.id, old, old);
              setCould(await keepByFingerprint(profile.id, profile.name ?? "", old).catch(() => false));
            })
          }
        >
          {t.settings.useFingerprint}
        </button>
      )}
      {could !== null && <p role="status">{could ? t.settings.hasFingerprint : t.settings.noFingerprint}</p>}
    </Page>
  );
}
