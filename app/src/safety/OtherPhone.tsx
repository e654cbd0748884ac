// To another phone of the cell: by a file, or by QR codes from screen to camera; and what another phone shows, taken in.

import { useState } from "preact/hooks";
import type { PackagePeer, PackageTaken } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { useEngine } from "../state/engine";
import { CodeCamera } from "../ui/CodeCamera";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { Brought, TakeFile } from "./HandIn";
import { Parts } from "./Parts";
import { QrShow } from "./QrShow";

export function OtherPhone() {
  const t = useWords();
  const [way, setWay] = useState<"give" | "take" | "card">("give");
  return (
    <Page title={t.safety.toOther} back={{ to: "/safety", label: t.safety.back }}>
      <fieldset class="chips">
        <legend class="unseen">{t.safety.toOther}</legend>
        {(["give", "take", "card"] as const).map((one) => (
          <label key={one} class="chip">
            <input type="radio" name="way" checked={way === one} onChange={() => setWay(one)} />
            {t.safety.ways[one]}
          </label>
        ))}
      </fieldset>
      {way === "give" && <GiveTo />}
      {way === "take" && <TakeFrom />}
      {way === "card" && <Card />}
    </Page>
  );
}

function GiveTo() {
  const t = useWords();
  const peers = useAsk((engine) => engine.vault.package_peers(), []);
  const [parts, setParts] = useState<string[] | null>(null);
  const { act, failure } = useAct();
  const show = (peer: PackagePeer) =>
    act(async (engine) => {
      const made = await engine.vault.package_out(peer.device);
      setParts(await engine.vault.package_parts(made.bytes));
    });
  if (parts) return <Parts parts={parts} onEnd={() => setParts(null)} />;
  return (
    <section>
      <p>{t.safety.giveWhat}</p>
      <Refusal failure={failure} />
      <Shown asked={peers}>
        {(list) =>
          list.length === 0 ? (
            <p class="note warn">
              <span>{t.safety.noPeers}</span>
            </p>
          ) : (
            <ul class="list">
              {list.map((peer) => (
                <li key={peer.device}>
                  <button type="button" onClick={() => void show(peer)}>
                    <span>
                      <strong>{peer.person}</strong>
                    </span>
                    <Icon name="qr" />
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

// Parts are read one by one, in any order; what is missing the engine says.
function TakeFrom() {
  const t = useWords();
  const engine = useEngine();
  const [read, setRead] = useState<string[]>([]);
  const [taken, setTaken] = useState<PackageTaken | null>(null);
  const [missing, setMissing] = useState("");
  const { act, failure } = useAct();
  const take = async (text: string) => {
    if (read.includes(text) || taken) return;
    const all = [...read, text];
    setRead(all);
    try {
      const bytes = await engine.vault.package_join(all);
      void act(async () => setTaken(await engine.vault.package_in(bytes)));
    } catch (why) {
      setMissing(why instanceof Error && "failure" in why ? (why as { failure: { words: string } }).failure.words : "");
    }
  };
  if (taken) return <Brought taken={taken} />;
  return (
    <section>
      <p>{t.safety.takeWhat}</p>
      <CodeCamera onCode={(text) => void take(text)} />
      <p role="status">{read.length > 0 ? `${t.safety.partsRead(read.length)} ${missing}` : ""}</p>
      <Refusal failure={failure} />
      <TakeFile label={t.safety.takeFile} />
    </section>
  );
}

// This phone's card, by which others can make packages for it; and theirs.
function Card() {
  const t = useWords();
  const card = useAsk((engine) => engine.vault.device_card(), []);
  const [known, setKnown] = useState<PackagePeer | null>(null);
  const [scans, setScans] = useState(false);
  const { act, failure } = useAct();
  const take = (text: string) =>
    void act(async (engine) => {
      setKnown(await engine.vault.take_card(text));
      setScans(false);
    });
  return (
    <section>
      <p>{t.safety.cardWhat}</p>
      <Shown asked={card}>{(text) => <QrShow text={text} label={t.safety.ways.card} />}</Shown>
      {scans ? (
        <CodeCamera onCode={take} />
      ) : (
        <button type="button" class="btn plain" onClick={() => setScans(true)}>
          <Icon name="camera" />
          {t.safety.scanCard}
        </button>
      )}
      <Refusal failure={failure} />
      {known && (
        <p class="note good" role="status">
          <span>{t.safety.knows(known.person)}</span>
        </p>
      )}
    </section>
  );
}
