// The enrolment code: from the link that was opened, by the camera, or typed.

import { useEffect, useRef, useState } from "preact/hooks";
import { EngineError } from "../engine/client";
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

type Props = {
  eyebrow: string;
  onRead: (read: Read) => void;
  onLeave: (() => void) | undefined;
  // Asks the ward whether it was the open book that used a code up; gives why not.
  again?: ((code: string) => Promise<Failure | null>) | undefined;
  // Goes to the books that are here, of which one may have used the code up.
  onBooks?: ((code: string) => void) | undefined;
};

export function CodeStep({ eyebrow, onRead, onLeave, again, onBooks }: Props) {
  const t = useWords();
  const engine = useEngine();
  const typed = useRef<HTMLTextAreaElement>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [elsewhere, setElsewhere] = useState<string | null>(null);
  // A code that the ward has looked at and does not give out any more.
  const [used, setUsed] = useState("");
  const [busy, setBusy] = useState(false);
  const [camera, setCamera] = useState(false);
  const inHand = useStore(codeInHand);

  const look = async (code: string) => {
    try {
      onRead({ code, offer: await engine.worker.look_at_code(code) });
    } catch (why) {
      if (failureOf(why).code !== "fix_input") throw why;
      if (!again) setUsed(code);
      const now = again ? await again(code) : failureOf(why);
      if (now) throw new EngineError(now);
    }
  };
  const take = async (text: string) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    setElsewhere(null);
    setUsed("");
    try {
      const { url } = await engine.worker.read_code(text);
      if (!isOfThisServer(url, location)) {
        setElsewhere(url);
        forgetCode();
        return;
      }
      await look(text);
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
      {onBooks && used !== "" && (
        <section>
          <p>{t.first.usedHere}</p>
          <button type="button" class="btn plain" onClick={() => onBooks(used)}>
            {t.first.openSame}
          </button>
        </section>
      )}
      {onLeave && (
        <button type="button" class="btn text" onClick={onLeave}>
          {t.first.leave}
        </button>
      )}
    </Frame>
  );
}
