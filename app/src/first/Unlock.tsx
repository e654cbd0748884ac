// Who is at the phone, and their PIN.

import { useEffect, useState } from "preact/hooks";
import type { Failure, Profile } from "../engine/types";
import { failureOf } from "../parts/Refusal";
import { openByFingerprint, hasFingerprint } from "../state/fingerprint";
import { useSessions } from "../state/useSession";
import { useStore } from "../state/store";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { PinPad } from "../ui/PinPad";
import { useWords } from "../words";
import { Forgotten } from "./Forgotten";
import { isAdding } from "./inHand";

export function Unlock({ profiles }: { profiles: Profile[] }) {
  const t = useWords();
  const sessions = useSessions();
  const crashed = useStore(sessions.crashed);
  const [who, setWho] = useState<string | null>(profiles.length === 1 ? (profiles[0]?.id ?? null) : null);
  const chosen = profiles.find((profile) => profile.id === who);
  if (chosen) return <Pin profile={chosen} onOther={() => setWho(null)} />;
  return (
    <Frame title={t.first.whoIsIt}>
      {crashed && <Crashed />}
      <ul class="list">
        {profiles.map((profile) => (
          <li key={profile.id}>
            <button type="button" onClick={() => setWho(profile.id)}>
              <span class="mark lotus" aria-hidden="true">
                <Icon name="person" />
              </span>
              <span>
                <strong>{profile.name ?? t.first.unreadable}</strong>
                {profile.waiting && profile.waiting.packages > 0 && <small>{t.first.waits(profile.waiting.packages)}</small>}
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="btn text" onClick={() => isAdding.set(true)}>
        <Icon name="plus" />
        {t.first.addPerson}
      </button>
    </Frame>
  );
}

function Crashed() {
  const t = useWords();
  return (
    <p class="note warn" role="alert">
      <span>{t.first.crashed}</span>
    </p>
  );
}

function Pin({ profile, onOther }: { profile: Profile; onOther: () => void }) {
  const t = useWords();
  const sessions = useSessions();
  const crashed = useStore(sessions.crashed);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [isForgotten, setForgotten] = useState(false);
  const [left, setLeft] = useState(Math.ceil(profile.wait_ms / 1000));
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  const open = async (pin: () => Promise<string>) => {
    setBusy(true);
    try {
      await sessions.unlock(profile, await pin());
      sessions.crashed.set(false);
    } catch (why) {
      const now = failureOf(why);
      setFailure(now);
      setLeft(now.wait_seconds ?? 0);
    } finally {
      setBusy(false);
    }
  };
  if (isForgotten) return <Forgotten profile={profile} onBack={() => setForgotten(false)} />;
  return (
    <Frame title={profile.name ?? t.first.unreadable} eyebrow={t.first.pin}>
      {crashed && <Crashed />}
      {failure && left === 0 && (
        <p class="error" role="alert">
          {failure.words || t.first.failed}
        </p>
      )}
      {left > 0 ? (
        <p class="note warn" role="timer">
          <span>{t.first.wait(left)}</span>
        </p>
      ) : (
        <PinPad label={t.first.pin} busy={busy} action={t.first.openBook} onPin={(pin) => void open(() => Promise.resolve(pin))} />
      )}
      {hasFingerprint(profile.id) && left === 0 && (
        <button type="button" class="btn plain" onClick={() => void open(() => openByFingerprint(profile.id))}>
          {t.first.fingerprint}
        </button>
      )}
      <div class="btns">
        <button type="button" class="btn text" onClick={onOther}>
          {t.first.other}
        </button>
        <button type="button" class="btn text" onClick={() => setForgotten(true)}>
          {t.first.forgotten}
        </button>
      </div>
    </Frame>
  );
}
