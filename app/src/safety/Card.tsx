// This phone's card, by which others can make packages for it; and another phone's, by camera or as a text.

import { useRef, useState } from "preact/hooks";
import type { PackagePeer } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { FieldError, Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { CodeCamera } from "../ui/CodeCamera";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { QrShow } from "./QrShow";

export function Card({ onGive }: { onGive: (peer: PackagePeer) => void }) {
  const t = useWords();
  const card = useAsk((engine) => engine.vault.device_card(), [], []);
  return (
    <>
      <section>
        <p>{t.safety.cardWhat}</p>
        <Shown asked={card}>
          {(text) => (
            <>
              <QrShow text={text} label={t.safety.ways.card} />
              <CardText text={text} />
            </>
          )}
        </Shown>
      </section>
      <Take onGive={onGive} />
    </>
  );
}

// For a message where no camera is at hand.
function CardText({ text }: { text: string }) {
  const t = useWords();
  const [copied, setCopied] = useState(false);
  return (
    <details>
      <summary>
        <Icon name="next" />
        {t.safety.cardText}
      </summary>
      <p class="small">{text}</p>
      <button
        type="button"
        class="btn plain"
        // Where copying is not allowed the text above is selected by hand.
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))}
      >
        {t.safety.copy}
      </button>
      <p class="small" role="status">
        {copied ? t.safety.copied : ""}
      </p>
    </details>
  );
}

function Take({ onGive }: { onGive: (peer: PackagePeer) => void }) {
  const t = useWords();
  const [peer, setPeer] = useState<PackagePeer | null>(null);
  const [scans, setScans] = useState(false);
  const tried = useRef("");
  const { act, failure, busy } = useAct();
  const take = (text: string) =>
    void act(async (engine) => {
      setPeer(await engine.vault.take_card(text));
      setScans(false);
    });
  const scanned = (text: string) => {
    // The camera tells one code many times.
    if (text === tried.current) return;
    tried.current = text;
    take(text);
  };
  return (
    <section>
      <h2>{t.safety.takeCard}</h2>
      {peer && (
        <div class="note good" role="status">
          <Icon name="check" />
          <p>{t.safety.knows(peer.person)}</p>
          <button type="button" class="btn plain" onClick={() => onGive(peer)}>
            {t.safety.giveTo(peer.person)}
          </button>
        </div>
      )}
      {scans ? (
        <CodeCamera onCode={scanned} />
      ) : (
        <button
          type="button"
          class="btn plain"
          onClick={() => {
            tried.current = "";
            setScans(true);
          }}
        >
          <Icon name="camera" />
          {t.safety.scanCard}
        </button>
      )}
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = new FormData(event.currentTarget).get("card") as string;
          if (!busy) take(typed.trim());
        }}
      >
        <label for="card">{t.safety.typeCard}</label>
        <input id="card" name="card" autocomplete="off" autocapitalize="off" spellcheck={false} aria-invalid={failure?.field === "card"} aria-describedby="card-error" />
        <FieldError failure={failure} name="card" id="card-error" />
        <Refusal failure={failure} fields={["card"]} />
        <button type="submit" class="btn plain" aria-disabled={busy}>
          {t.safety.takeTyped}
        </button>
      </form>
    </section>
  );
}
