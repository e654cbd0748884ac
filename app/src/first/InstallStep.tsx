// The home screen: an installed app opens without a network, and its data are seldom cleared. On an iPhone the two keep
// their data apart, so there it comes before anything is stored.

import { useEffect } from "preact/hooks";
import { install, installOffer, isApple, isInstalled } from "../state/install";
import { useStorage } from "../state/storage";
import { useStore } from "../state/store";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function InstallStep({ onDone }: { onDone: () => void }) {
  const t = useWords();
  const offer = useStore(installOffer);
  const kept = useStorage();
  const isThere = isInstalled();
  useEffect(() => {
    if (isThere) onDone();
  }, []);
  if (isThere) return null;
  const apple = isApple();
  return (
    <Frame title={t.first.installTitle} eyebrow={t.first.stepOf(2)}>
      <p>{t.first.installWhy}</p>
      {apple ? (
        <ol class="how">
          {t.first.installApple.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      ) : (
        !offer && (
          <ol class="how">
            {t.first.installMenu.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        )
      )}
      {kept && !kept.persisted && (
        <div class="note warn">
          <Icon name="warn" />
          <p>{t.first.notKept}</p>
        </div>
      )}
      <div class="btns">
        {offer && (
          <button type="button" class="btn" onClick={() => void install().then((done) => done && onDone())}>
            {t.first.install}
          </button>
        )}
        <button type="button" class={offer ? "btn text" : "btn"} onClick={onDone}>
          {apple ? t.first.installSkipApple : t.first.installLater}
        </button>
      </div>
    </Frame>
  );
}
