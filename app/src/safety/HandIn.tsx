// To the ward without a connection: a locked file that anybody can carry, and the ward's answer. Only the answer makes it
// safe.

import { useState } from "preact/hooks";
import type { PackageMade, PackageTaken } from "../engine/types";
import { useAct } from "../parts/act";
import { Refusal } from "../parts/Refusal";
import { give } from "../parts/share";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { useWords } from "../words";

export function HandIn() {
  const t = useWords();
  const [made, setMade] = useState<PackageMade | null>(null);
  const [given, setGiven] = useState(false);
  const { act, failure, busy } = useAct();
  return (
    <Page title={t.safety.handInTitle} back={{ to: "/safety", label: t.safety.back }}>
      <p>{t.safety.handInWhat}</p>
      <Refusal failure={failure} />
      {made ? (
        <section>
          <p role="status">{t.safety.made(made.envelopes, Math.ceil(made.bytes.length / 1024), made.left_out)}</p>
          <button
            type="button"
            class="btn"
            onClick={() => void give(`sen-${made.id.slice(0, 12)}.sen`, "application/octet-stream", made.bytes).then((how) => setGiven(how !== "cancelled"))}
          >
            <Icon name="share" />
            {t.safety.share}
          </button>
          {given && (
            <p class="note warn" role="status">
              <span>{t.safety.notSafeYet}</span>
            </p>
          )}
        </section>
      ) : (
        <button
          type="button"
          class="btn"
          aria-disabled={busy}
          onClick={() => void act(async (engine) => setMade(await engine.vault.package_out(undefined)))}
        >
          {t.safety.make}
        </button>
      )}
      <TakeFile label={t.safety.takeAnswer} />
    </Page>
  );
}

// Takes in a package file: the ward's answer, or what another phone handed over.
export function TakeFile({ label }: { label: string }) {
  const t = useWords();
  const [taken, setTaken] = useState<PackageTaken | null>(null);
  const { act, failure } = useAct();
  return (
    <section>
      <label class="btn plain">
        <Icon name="file" />
        {label}
        <input
          class="unseen"
          type="file"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (!file) return;
            void act(async (engine) => setTaken(await engine.vault.package_in(new Uint8Array(await file.arrayBuffer()))));
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
  return (
    <div class="note good" role="status">
      <Icon name="check" />
      <p>{taken.words}</p>
      {taken.synced && <p>{t.safety.answered(taken.synced.pushed, taken.synced.held)}</p>}
      {taken.handed && <p>{t.safety.handed(taken.handed.person, taken.handed.merged, taken.handed.waiting)}</p>}
      {taken.handed?.refused.map((why) => (
        <p key={why}>{why}</p>
      ))}
    </div>
  );
}
