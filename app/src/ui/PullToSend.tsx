// Sends and fetches when somebody pulls the screen down; says what letting go will do.

import { useEffect, useState } from "preact/hooks";
import { useSyncing } from "../state/syncing";
import { useWords } from "../words";
import { Icon } from "./Icon";
import { followPull, type Pull } from "./pull";

export function PullToSend() {
  const t = useWords();
  const syncing = useSyncing();
  const [pull, setPull] = useState<Pull>("none");
  useEffect(
    () =>
      followPull((now, isLetGo) => {
        setPull(now);
        // How it ended is said by the badge.
        if (isLetGo) void syncing.now().catch(() => undefined);
      }),
    [syncing],
  );
  if (pull === "none") return null;
  return (
    <p class="pull" aria-hidden="true">
      <Icon name="sync" />
      {t.shell.pull[pull]}
    </p>
  );
}
