// Said once after the engine began anew: nothing that was answered is lost.

import { useSessions } from "../state/useSession";
import { useStore } from "../state/store";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function Crashed() {
  const t = useWords();
  if (!useStore(useSessions().crashed)) return null;
  return (
    <p class="note warn" role="alert">
      <Icon name="warn" />
      <span>{t.first.crashed}</span>
    </p>
  );
}
