// To another phone of the cell and back: giving, taking, and the cards by which phones know each other.

import { useState } from "preact/hooks";
import type { PackagePeer } from "../engine/types";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { Card } from "./Card";
import { GiveTo } from "./GiveTo";
import { TakeFrom } from "./TakeFrom";

const WAYS = ["give", "take", "card"] as const;

export function OtherPhone() {
  const t = useWords();
  const [way, setWay] = useState<(typeof WAYS)[number]>("give");
  const [peer, setPeer] = useState<PackagePeer | null>(null);
  const known = (found: PackagePeer) => {
    setPeer(found);
    setWay("give");
  };
  return (
    <Page title={t.safety.toOther} back={{ to: "/safety", label: t.safety.back }}>
      <fieldset class="chips">
        <legend class="unseen">{t.safety.toOther}</legend>
        {WAYS.map((one) => (
          <label key={one} class="chip">
            <input type="radio" name="way" checked={way === one} onChange={() => setWay(one)} />
            {t.safety.ways[one]}
          </label>
        ))}
      </fieldset>
      {way === "give" && <GiveTo peer={peer} choose={setPeer} />}
      {way === "take" && <TakeFrom />}
      {way === "card" && <Card onGive={known} />}
    </Page>
  );
}
