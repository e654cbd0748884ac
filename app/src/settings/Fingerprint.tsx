// Opening by fingerprint from the next time on: the PIN is asked once more, because nothing keeps it.

import { useEffect, useState } from "preact/hooks";
import { useAct } from "../parts/act";
import { Refusal } from "../parts/Refusal";
import { doNotOfferFingerprint, forgetFingerprint, hasFingerprint, keepByFingerprint, mayHaveFingerprint, mayOfferFingerprint } from "../state/fingerprint";
import { go } from "../state/router";
import { useSession } from "../state/useSession";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { PinPad } from "../ui/PinPad";
import { useWords } from "../words";

// The way there, or back out of it; nothing on a phone that cannot.
export function FingerprintChoice() {
  const t = useWords();
  const session = useSession();
  const id = session.at === "open" ? session.profile.id : "";
  const [has, setHas] = useState(hasFingerprint(id));
  const [may, setMay] = useState(false);
  // A phone that does not answer has none.
  useEffect(() => void mayHaveFingerprint().then(setMay, () => undefined), []);
  if (has) {
    return (
      <button
        type="button"
        class="btn plain"
        onClick={() => {
          forgetFingerprint(id);
          doNotOfferFingerprint(id);
          setHas(false);
        }}
      >
        {t.settings.forgetFingerprint}
      </button>
    );
  }
  if (!may) return null;
  return (
    <Link class="btn plain" to="/settings/fingerprint">
      {t.settings.useFingerprint}
    </Link>
  );
}

// Offered once, where somebody comes to after opening the book: taken, or left for the settings.
export function FingerprintOffer() {
  const t = useWords();
  const session = useSession();
  const id = session.at === "open" ? session.profile.id : "";
  const [may, setMay] = useState(false);
  useEffect(() => {
    if (id !== "" && mayOfferFingerprint(id)) void mayHaveFingerprint().then(setMay, () => undefined);
  }, [id]);
  if (!may) return null;
  const answer = () => {
    doNotOfferFingerprint(id);
    setMay(false);
  };
  return (
    <section class="card" aria-label={t.settings.useFingerprint}>
      <p>{t.settings.offerFingerprint}</p>
      <div class="btns two">
        <button
          type="button"
          class="btn plain"
          onClick={() => {
            answer();
            go("/settings/fingerprint");
          }}
        >
          {t.settings.takeFingerprint}
        </button>
        <button type="button" class="btn text" onClick={answer}>
          {t.settings.leaveFingerprint}
        </button>
      </div>
    </section>
  );
}

export function Fingerprint() {
  const t = useWords();
  const session = useSession();
  const [could, setCould] = useState<boolean | null>(null);
  const { act, failure, busy } = useAct();
  if (session.at !== "open") return null;
  const { profile } = session;
  const keep = (pin: string) =>
    act(async (engine) => {
      // Tried first: a PIN that does not open the book must not be kept.
      await engine.phone.change_pin(profile.id, pin, pin);
      // Whoever takes the finger away again has not agreed.
      setCould(await keepByFingerprint(profile.id, profile.name ?? "", pin).catch(() => false));
    });
  return (
    <Page title={t.settings.useFingerprint} back={{ to: "/settings", label: t.settings.title }} withPad>
      <Refusal failure={failure} />
      {could === null ? (
        <>
          <p>{t.settings.fingerprintWhat}</p>
          <PinPad label={t.settings.pins.old} busy={busy} action={t.first.next} onPin={(pin) => void keep(pin)} />
        </>
      ) : (
        <p class={`note ${could ? "good" : "warn"}`} role="status">
          <Icon name={could ? "check" : "warn"} />
          <span>{could ? t.settings.hasFingerprint : t.settings.noFingerprint}</span>
        </p>
      )}
    </Page>
  );
}
