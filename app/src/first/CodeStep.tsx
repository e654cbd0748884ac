// The enrolment code: from the link that was opened, by the camera, or typed.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Failure } from "../engine/types";
import { failureOf } from "../parts/Refusal";
import { useEngine } from "../state/engine";
import { useStore } from "../state/store";
import { CodeCamera } from "../ui/CodeCamera";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { isOfThisServer } from "./code";
import type { Read } from "./FirstOpening";
import { codeInHand, forgetCode } from "./inHand";

type Props = { eyebrow: string; onRead: (read: Read) => void; onLeave: (() => void) | undefined };

export function CodeStep({ eyebrow, onRead, onLeave }: Props) {
  const t = useWords();
  const engine = useEngine();
  const typed = useRef<HTMLTextAreaElement>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [elsewhere, setElsewhere] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [camera, setCamera] = useState(false);
  const inHand = useStore(codeInHand);

  const take = async (text: string) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    setElsewhere(null);
    try {
      const { url } = await engine.worker.read_code(text);
      if (!isOfThisServer(url, location)) {
        setElsewhere(url);
        forgetCode();
        return;
      }
      onRead({ code: text, offer: await engine.worker.look_at_code(text) });
    } catch (why) {
      const now = failureOf(why);
      setFailure(now);
      // One that does not do is not tried again at each start; one that nobody has looked at is.
      if (now.code === "fix_input") forgetCode();
    } finally {
      setBusy(false);
      setCamera(false);
    }
  };
  useEffect(() => {
    if (inHand === "") return;
    if (typed.current) typed.current.value = inHand;
    void take(inHand);
  }, [inHand]);

  return (
    <Frame title={t.first.codeTitle} eyebrow={eyebrow}>
      <p>{t.first.codeWhat}</p>
      {camera ? (
        <CodeCamera onCode={(text) => void take(text)} />
      ) : (
        <button type="button" class="btn" onClick={() => setCamera(true)}>
          <Icon name="qr" />
          {t.first.scan}
        </button>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void take(typed.current?.value ?? "");
        }}
      >
        <div class="field">
          <label for="code">{t.first.codeTyped}</label>
          <textarea id="code" ref={typed} rows={3} autocomplete="off" spellcheck={false} aria-invalid={failure !== null || elsewhere !== null} />
          {failure && (
            <p class="error" role="alert">
              {failure.code === "offline" ? t.first.offlineCode : failure.words || t.first.failed}
            </p>
          )}
          {elsewhere !== null && (
            <p class="error" role="alert">
              {t.first.otherServer(elsewhere)}
            </p>
          )}
        </div>
        <button type="submit" class="btn plain" aria-disabled={busy}>
          {busy ? t.first.busy : t.first.readCode}
        </button>
      </form>
      {onLeave && (
        <button type="button" class="btn text" onClick={onLeave}>
          {t.first.leave}
        </button>
      )}
    </Frame>
  );
}
