// One person's PIN: given, waited for after wrong ones, or forgotten.

import { useState } from "preact/hooks";
import type { Failure, Profile } from "../engine/types";
import { failureOf } from "../parts/Refusal";
import { forgetFingerprint, hasFingerprint, openByFingerprint } from "../state/fingerprint";
import { useSessions } from "../state/useSession";
import { Frame } from "../ui/Frame";
import { PinPad } from "../ui/PinPad";
import { useWords } from "../words";
import { Crashed } from "./Crashed";
import { Forgotten } from "./Forgotten";
import { Stopped } from "./Stopped";
import { useCountdown } from "./useCountdown";

// What no PIN mends.
const BEYOND = new Set(["wrong_key", "vault_gone", "damaged", "update_app", "storage_full"]);

export function Pin({ profile, onOther }: { profile: Profile; onOther: () => void }) {
  const t = useWords();
  const sessions = useSessions();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [missed, setMissed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [isForgotten, setForgotten] = useState(false);
  const [left, wait] = useCountdown(profile.wait_ms);

  const open = async (pin: string): Promise<Failure | null> => {
    setBusy(true);
    setMissed(false);
    try {
      await sessions.unlock(profile, pin);
      sessions.crashed.set(false);
      return null;
    } catch (why) {
      const now = failureOf(why);
      setFailure(now);
      wait((now.wait_seconds ?? 0) * 1000);
      return now;
    } finally {
      setBusy(false);
    }
  };
  const touch = async () => {
    try {
      const pin = await openByFingerprint(profile.id);
      // The PIN was changed elsewhere: what is kept opens nothing any more.
      if ((await open(pin))?.code === "wrong_pin") forgetFingerprint(profile.id);
    } catch {
      setMissed(true);
    }
  };

  if (isForgotten) return <Forgotten profile={profile} onBack={() => setForgotten(false)} />;
  if (failure && BEYOND.has(failure.code)) return <Stopped stop={failure} onBack={() => setFailure(null)} />;
  return (
    <Frame title={profile.name ?? t.first.unreadable} eyebrow={t.first.pin}>
      <Crashed />
      {missed && (
        <p class="note warn" role="alert">
          <span>{t.first.fingerprintMissed}</span>
        </p>
      )}
      {/* Once a wait is over, a sentence that asks to wait is not true any more. */}
      {failure && !missed && left === 0 && !failure.wait_seconds && (
        <p class="error" role="alert">
          {failure.words || t.first.failed}
        </p>
      )}
      {left > 0 ? (
        <p class="note warn" role="timer">
          <span>{t.first.wait(left)}</span>
        </p>
      ) : (
        <PinPad label={t.first.pin} busy={busy} action={t.first.openBook} onTyped={(pin) => sessions.foresee(profile, pin)} onPin={(pin) => void open(pin)} />
      )}
      {hasFingerprint(profile.id) && left === 0 && (
        <button type="button" class="btn plain" aria-disabled={busy} onClick={() => !busy && void touch()}>
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
