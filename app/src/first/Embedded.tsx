// The page inside another app: what would be stored there is lost with it, so nothing is stored there.

import { useState } from "preact/hooks";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function Embedded() {
  const t = useWords();
  const [copied, setCopied] = useState(false);
  const address = location.href.replace(/^https?:\/\//, "");
  return (
    <Frame
      title={t.first.embedded}
      sign={
        <div class="sign warn">
          <Icon name="window" />
        </div>
      }
    >
      <p>{t.first.embeddedWhy}</p>
      <div class="btns">
        {/Android/.test(navigator.userAgent) && (
          <a class="btn" href={`intent://${address}#Intent;scheme=https;package=com.android.chrome;end`}>
            {t.first.openChrome}
          </a>
        )}
        <button
          type="button"
          class="btn plain"
          onClick={() => {
            void navigator.clipboard.writeText(location.href).then(() => setCopied(true));
          }}
        >
          {copied ? t.first.copied : t.first.copyLink}
        </button>
      </div>
    </Frame>
  );
}
