// To the ward without a connection: a locked file that anybody can carry, and the ward's answer. Only the answer makes it
// safe.

import { useState } from "preact/hooks";
import type { PackageMade } from "../engine/types";
import { useAct } from "../parts/act";
import { Refusal } from "../parts/Refusal";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { Made } from "./Made";
import { TakeFile } from "./TakeFile";

export function HandIn() {
  const t = useWords();
  const [made, setMade] = useState<PackageMade | null>(null);
  const { act, failure, busy } = useAct();
  const make = () => void act(async (engine) => setMade(await engine.vault.package_out(undefined)));
  return (
    <Page title={t.safety.handInTitle} back={{ to: "/safety", label: t.safety.back }}>
      <p>{t.safety.handInWhat}</p>
      <section>
        {made && <Made key={made.id} made={made} left={t.safety.leftOut} />}
        <Refusal failure={failure} />
        <button type="button" class={made ? "btn text" : "btn"} aria-disabled={busy} onClick={() => !busy && make()}>
          {made ? t.safety.makeAnew : t.safety.make}
        </button>
      </section>
      <p class="note warn">
        <Icon name="warn" />
        <span>{t.safety.notSafeYet}</span>
      </p>
      <TakeFile label={t.safety.takeAnswer} />
    </Page>
  );
}
