// The page inside another app: what would be stored there is lost with it, so nothing is stored there. The code goes along
// to the browser.

import { useState } from "preact/hooks";
import { useStore } from "../state/store";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { chromeLink, linkWith, machineOf } from "./code";
import { codeInHand } from "./inHand";

export function Embedded() {
  const t = useWords();
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  const link = linkWith(useStore(codeInHand), location.origin);
  const isAndroid = machineOf(navigator.userAgent, navigator.maxTouchPoints) === "Android";
  const copy = () => {
    // Inside another app it may be missing, and may be refused.
    const { clipboard } = navigator as { clipboard?: Clipboard };
    const done = clipboard ? clipboard.writeText(link) : Promise.reject(new Error("no clipboard"));
    done.then(
      () => setCopied("yes"),
      () => setCopied("no"),
    );
  };
  return (
    <Frame
      title={isAndroid ? t.first.embedded : t.first.embeddedApple}
      sign={
        <div class="sign warn">
          <Icon name="window" />
        </div>
      }
    >
      <p>{t.first.embeddedWhy}</p>
      <ol class="how">
        {(isAndroid ? t.first.embeddedHow : t.first.embeddedHowApple).map((line) => (
          <li key={line}>
            <span>{line}</span>
          </li>
        ))}
      </ol>
      {copied === "no" && (
        <div class="field">
          <label for="link">{t.first.copyByHand}</label>
          <textarea id="link" rows={4} readOnly defaultValue={link} />
        </div>
      )}
      <div class="btns">
        {isAndroid && (
          <a class="btn" href={chromeLink(link)}>
            {t.first.openChrome}
          </a>
        )}
        <button type="button" class="btn plain" onClick={copy}>
          {copied === "yes" ? t.first.copied : t.first.copyLink}
        </button>
      </div>
    </Frame>
  );
}
