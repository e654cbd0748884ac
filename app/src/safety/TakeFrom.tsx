// Takes a package from another phone's screen, part by part in any order, or from a file. What is missing the engine says.

import { useRef, useState } from "preact/hooks";
import type { PackageTaken } from "../engine/types";
import { useAct } from "../parts/act";
import { failureOf, Refusal } from "../parts/Refusal";
import { useEngine } from "../state/engine";
import { CodeCamera } from "../ui/CodeCamera";
import { useWords } from "../words";
import { gather, type Gathered } from "./gather";
import { Brought, TakeFile } from "./TakeFile";

export function TakeFrom() {
  const t = useWords();
  const engine = useEngine();
  // The camera tells the same part many times before the screen is drawn again.
  const read = useRef<Gathered | null>(null);
  const [shown, setShown] = useState<Gathered | null>(null);
  const [missing, setMissing] = useState("");
  const [isOther, setOther] = useState(false);
  const [taken, setTaken] = useState<PackageTaken | null>(null);
  const { act, failure, busy } = useAct();
  const anew = () =>
    void act(() => {
      read.current = null;
      setShown(null);
      setMissing("");
      setTaken(null);
      return Promise.resolve();
    });
  const take = async (text: string) => {
    const all = gather(read.current, text);
    setOther(all === null || ![...all.texts.values()].includes(text));
    if (all === null || all === read.current) return;
    read.current = all;
    setShown(all);
    try {
      const bytes = await engine.vault.package_join([...all.texts.values()]);
      setMissing("");
      await act(async () => setTaken(await engine.vault.package_in(bytes)));
    } catch (why) {
      // A part that came meanwhile has its own answer.
      if (read.current === all) setMissing(failureOf(why).words);
    }
  };
  if (taken || failure) {
    return (
      <section>
        <Refusal failure={failure} />
        {taken && <Brought taken={taken} />}
        <button type="button" class="btn plain" aria-disabled={busy} onClick={() => !busy && anew()}>
          {t.safety.readAnother}
        </button>
      </section>
    );
  }
  return (
    <section>
      <p>{t.safety.takeWhat}</p>
      <CodeCamera onCode={(text) => void take(text)} />
      <p role="status">{shown ? `${t.safety.partsRead(shown.texts.size, shown.all)} ${missing}` : ""}</p>
      {isOther && <p class="small">{t.safety.noPart}</p>}
      <TakeFile label={t.safety.takeFile} />
    </section>
  );
}
