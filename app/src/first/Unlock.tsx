// Who is at the phone, and what of each waits to be handed in.

import { useState } from "preact/hooks";
import type { Profile } from "../engine/types";
import { useSessions } from "../state/useSession";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { Crashed } from "./Crashed";
import { isAdding } from "./inHand";
import { Pin } from "./Pin";
import { waitsOf } from "./waits";

export function Unlock({ profiles }: { profiles: Profile[] }) {
  const t = useWords();
  const sessions = useSessions();
  const [who, setWho] = useState<string | null>(profiles.length === 1 ? (profiles[0]?.id ?? null) : null);
  const chosen = profiles.find((profile) => profile.id === who);
  const other = () => {
    setWho(null);
    // Who has to wait, and how long, is another matter by now.
    sessions.profiles().catch(() => undefined);
  };
  if (chosen) return <Pin key={chosen.id} profile={chosen} onOther={other} />;
  return (
    <Frame title={t.first.whoIsIt}>
      <Crashed />
      <ul class="list">
        {profiles.map((profile) => (
          <li key={profile.id}>
            <button type="button" onClick={() => setWho(profile.id)}>
              <span class="mark lotus" aria-hidden="true">
                <Icon name="person" />
              </span>
              <span>
                <strong>{profile.name ?? t.first.unreadable}</strong>
                {profile.waiting?.packages !== 0 && <small>{waitsOf(profile.waiting, t)}</small>}
              </span>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="btn text" onClick={() => isAdding.set(true)}>
        <Icon name="plus" />
        {t.first.addPerson}
      </button>
    </Frame>
  );
}
