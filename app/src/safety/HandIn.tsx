// To the ward without a connection: a locked file that anybody can carry, and the ward's answer. Only the answer makes it
// safe. A package is written down before it is made; on a full phone what was sealed beforehand goes instead.

import { useState } from "preact/hooks";
import type { Engine } from "../engine/client";
import type { HandInMade, PackageMade } from "../engine/types";
import { useAct } from "../parts/act";
import { failureOf, Refusal } from "../parts/Refusal";
import { give } from "../parts/share";
import { useSession } from "../state/useSession";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { Made } from "./Made";
import { TakeFile } from "./TakeFile";

export function HandIn() {
  const t = useWords();
  const [made, setMade] = useState<PackageMade | null>(null);
  const { act, failure, busy } = useAct();
  const [sealed, setSealed] = useState<HandInMade | null>(null);
  const session = useSession();
  const profile = session.at === "open" ? session.profile.id : "";
  const pack = async (engine: Engine) => {
    setSealed(null);
    try {
      setMade(await engine.vault.package_out(undefined));
    } catch (why) {
      if (failureOf(why).code !== "storage_full") throw why;
      setMade(null);
      setSealed(await engine.worker.hand_in_file(profile));
    }
  };
  const make = () => void act(pack);
  return (
    <Page title={t.safety.handInTitle} back={{ to: "/safety", label: t.safety.back }}>
      <p>{t.safety.handInWhat}</p>
      <section>
        {made && <Made key={made.id} made={made} left={t.safety.leftOut} />}
        {sealed && <Sealed name={profile} sealed={sealed} />}
        <Refusal failure={failure} />
        <button type="button" class={made ?? sealed ? "btn text" : "btn"} aria-disabled={busy} onClick={() => !busy && make()}>
          {made ?? sealed ? t.safety.makeAnew : t.safety.make}
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

function Sealed({ name, sealed }: { name: string; sealed: HandInMade }) {
  const t = useWords();
  return (
    <>
      <p class="note warn">
        <Icon name="disk" />
        <span>{t.safety.sealedInstead}</span>
      </p>
      {sealed.left_out > 0 && <p class="note warn">{t.first.leftOut(sealed.left_out)}</p>}
      <button type="button" class="btn" onClick={() => void give(`sen-${name}.sen`, "application/octet-stream", sealed.bytes)}>
        <Icon name="share" />
        {t.first.shareFile(sealed.packages)}
      </button>
    </>
  );
}
