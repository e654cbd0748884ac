// A PIN that is forgotten: nobody opens the book again, and nothing of it is lost. What is sealed goes to the ward as a
// file; once the ward has said that it has it, the book may go.

import { useState } from "preact/hooks";
import type { Failure, HandInMade, HandInTaken, Profile } from "../engine/types";
import { failureOf } from "../parts/Refusal";
import { give } from "../parts/share";
import { Sheet } from "../parts/Sheet";
import { useEngine } from "../state/engine";
import { forgetFingerprint } from "../state/fingerprint";
import { useSessions } from "../state/useSession";
import { Frame } from "../ui/Frame";
import { useWords } from "../words";
import { waitsOf } from "./waits";

export function Forgotten({ profile, onBack }: { profile: Profile; onBack: () => void }) {
  const t = useWords();
  const engine = useEngine();
  const sessions = useSessions();
  const [made, setMade] = useState<HandInMade | null>(null);
  const [taken, setTaken] = useState<HandInTaken | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const guarded = async (act: () => Promise<unknown>) => {
    try {
      await act();
      setFailure(null);
    } catch (why) {
      setFailure(failureOf(why));
    }
  };
  const left = taken ? taken.left : profile.waiting;
  // What nobody can count may still be there: the engine is asked for it.
  const mayWait = left?.packages !== 0;
  return (
    <Frame title={t.first.forgottenTitle} eyebrow={profile.name ?? ""}>
      <p>{t.first.forgottenWhat}</p>
      <p role="status">{waitsOf(left, t)}</p>
      {made && made.left_out > 0 && <p class="note warn">{t.first.leftOut(made.left_out)}</p>}
      {failure && (
        <p class="error" role="alert">
          {failure.words || t.first.failed}
        </p>
      )}
      <div class="btns">
        {mayWait &&
          (made ? (
            <button type="button" class="btn" onClick={() => void give(`sen-${profile.id}.sen`, "application/octet-stream", made.bytes)}>
              {t.first.shareFile(made.packages)}
            </button>
          ) : (
            <button type="button" class="btn" onClick={() => void guarded(async () => setMade(await engine.phone.hand_in_file(profile.id)))}>
              {t.first.makeFile}
            </button>
          ))}
        <label class="btn plain">
          {t.first.takeReceipt}
          <input
            class="unseen"
            type="file"
            onChange={(event) => {
              const field = event.currentTarget;
              const [file] = field.files ?? [];
              if (!file) return;
              void guarded(async () => {
                const receipt = new Uint8Array(await file.arrayBuffer());
                // The same file may be chosen again after a refusal.
                field.value = "";
                setTaken(await engine.phone.take_receipt(profile.id, receipt));
                // What is left belongs in a file of its own.
                setMade(null);
              });
            }}
          />
        </label>
        <button type="button" class="btn danger" onClick={() => setRemoving(true)}>
          {t.first.removeBook}
        </button>
        <button type="button" class="btn text" onClick={onBack}>
          {t.first.leave}
        </button>
      </div>
      {isRemoving && (
        <Sheet title={t.first.removeBook} onClose={() => setRemoving(false)}>
          <p>{t.first.removeWhat(profile.name ?? t.first.unreadable)}</p>
          <button
            type="button"
            class="btn danger"
            onClick={() =>
              void guarded(async () => {
                setRemoving(false);
                await engine.phone.remove_profile(profile.id);
                forgetFingerprint(profile.id);
                await sessions.profiles();
              })
            }
          >
            {t.first.removeNow}
          </button>
        </Sheet>
      )}
    </Frame>
  );
}
