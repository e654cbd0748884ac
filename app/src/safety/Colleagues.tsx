// What colleagues wrote on this phone and have not handed in: sealed, read by nobody here, and brought to the ward over
// this person's connection.

import { useState } from "preact/hooks";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { useSession } from "../state/useSession";
import { Page } from "../ui/Page";
import { useWords } from "../words";

export function Colleagues() {
  const t = useWords();
  const session = useSession();
  const [round, setRound] = useState(0);
  const asked = useAsk((engine) => engine.phone.profiles(), [round]);
  const { act, failure, busy } = useAct();
  const own = session.at === "open" ? session.profile.id : "";
  return (
    <Page title={t.safety.toColleagues} back={{ to: "/safety", label: t.safety.back }}>
      <p>{t.safety.colleaguesWhat}</p>
      <Refusal failure={failure} />
      <Shown asked={asked}>
        {(profiles) => {
          const waiting = profiles.filter((one) => one.id !== own && (one.waiting?.packages ?? 0) > 0);
          if (waiting.length === 0) return <p role="status">{t.safety.nobodyWaits}</p>;
          return (
            <ul class="list">
              {waiting.map((one) => (
                <li key={one.id} class="line">
                  <span>
                    <strong>{one.name}</strong>
                    <small>{t.first.waits(one.waiting?.packages ?? 0)}</small>
                  </span>
                  <button
                    type="button"
                    class="btn plain"
                    aria-disabled={busy}
                    onClick={() => void act((engine) => engine.worker.hand_in_for(one.id)).then(() => setRound(round + 1))}
                  >
                    {t.safety.bring}
                  </button>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
    </Page>
  );
}
