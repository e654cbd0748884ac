// Takes in a package: the ward's answer, or what another phone handed over, and tells what came of it as the engine says.

import { useState } from "preact/hooks";
import type { Handed, PackageTaken, Synced } from "../engine/types";
import { useAct } from "../parts/act";
import { momentWords } from "../parts/days";
import { Refusal } from "../parts/Refusal";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function TakeFile({ label }: { label: string }) {
  const t = useWords();
  const [taken, setTaken] = useState<PackageTaken | null>(null);
  const { act, failure } = useAct();
  const take = (file: File) => {
    setTaken(null);
    void act(async (engine) => setTaken(await engine.vault.package_in(new Uint8Array(await file.arrayBuffer()))));
  };
  return (
    <section>
      <label class="btn plain">
        <Icon name="file" />
        {label}
        <input
          class="unseen"
          type="file"
          onChange={(event) => {
            const field = event.currentTarget;
            const [file] = field.files ?? [];
            if (file) take(file);
            // The same file can be chosen once more.
            field.value = "";
          }}
        />
      </label>
      <Refusal failure={failure} />
      {taken && <Brought taken={taken} />}
      <p class="small">{t.safety.filesStay}</p>
    </section>
  );
}

export function Brought({ taken }: { taken: PackageTaken }) {
  const t = useWords();
  const aside = (taken.synced?.held ?? 0) + (taken.synced?.refused ?? 0) + (taken.synced?.unmerged ?? 0) + (taken.handed?.refused.length ?? 0);
  // Nothing is safe because of what another phone gave; and what is no news made nothing safer.
  const isSafer = taken.standing === "fresh" && taken.synced !== null && aside === 0;
  const tone = isSafer ? "note good" : aside > 0 ? "note warn" : "note";
  return (
    <div class={tone} role="status">
      <Icon name={aside > 0 ? "warn" : "check"} />
      <p>
        {taken.words}. {t.safety.packedAt(momentWords(taken.made_ms))}
      </p>
      {taken.synced && <Answered synced={taken.synced} />}
      {taken.handed && <HandedOver handed={taken.handed} />}
    </div>
  );
}

function Answered({ synced }: { synced: Synced }) {
  const t = useWords();
  return (
    <>
      <p>{t.safety.answered(synced.pushed, synced.received)}</p>
      {synced.held + synced.refused > 0 && <p>{t.safety.answeredAside(synced.held, synced.refused)}</p>}
      {synced.unmerged > 0 && <p>{t.safety.unmerged(synced.unmerged)}</p>}
      {synced.newer > 0 && <p>{t.safety.conditions.newer(synced.newer)}</p>}
      {synced.more && <p>{t.safety.answeredMore}</p>}
    </>
  );
}

function HandedOver({ handed }: { handed: Handed }) {
  const t = useWords();
  return (
    <>
      <p>{t.safety.handed(handed.person, handed.merged, handed.known, handed.waiting)}</p>
      {handed.refused.map((why, at) => (
        <p key={at}>{t.safety.handedRefused(why)}</p>
      ))}
      <p>{t.safety.handedHere}</p>
    </>
  );
}
