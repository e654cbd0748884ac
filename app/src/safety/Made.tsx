// A package that was made: how much is in it and what is not, and a second tap that gives it out of the app.

import { useState } from "preact/hooks";
import type { PackageMade } from "../engine/types";
import { give, type Given } from "../parts/share";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

// `left` says what comes of what found no room.
export function Made({ made, left }: { made: PackageMade; left: (parts: number) => string }) {
  const t = useWords();
  const [given, setGiven] = useState<Given | null>(null);
  const share = () => give(`sen-${made.id.slice(0, 12)}.sen`, "application/octet-stream", made.bytes).then(setGiven);
  return (
    <>
      <p role="status">{t.safety.made(made.envelopes, Math.ceil(made.bytes.length / 1024))}</p>
      {made.left_out > 0 && (
        <p class="note warn">
          <span>{left(made.left_out)}</span>
        </p>
      )}
      <button type="button" class="btn" onClick={() => void share()}>
        <Icon name="share" />
        {t.safety.share}
      </button>
      <p class="small" role="status">
        {given === null ? "" : t.safety.given[given]}
      </p>
    </>
  );
}
