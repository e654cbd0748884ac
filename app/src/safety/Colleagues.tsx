// What colleagues wrote on this phone and have not handed in: sealed, read by nobody here, and brought to the ward over
// this person's connection.

import { useState } from "preact/hooks";
import type { HandInTaken, Profile } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { useOnline } from "../state/engine";
import { useSession } from "../state/useSession";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { useWords } from "../words";

export function Colleagues() {
  const t = useWords();
  const session = useSession();
  const online = useOnline();
  const [taken, setTaken] = useState<HandInTaken | null>(null);
  const asked = useAsk((engine) => engine.phone.profiles(), [taken], []);
  const { act, failure, busy } = useAct();
  const own = session.at === "open" ? session.profile.id : "";
  const bring = (profile: Profile) => {
    setTaken(null);
    void act(async (engine) => setTaken(await engine.worker.hand_in_for(profile.id)));
  };
  return (
    <Page title={t.safety.toColleagues} back={{ to: "/safety", label: t.safety.back }}>
      <p>{t.safety.colleaguesWhat}</p>
      {!online && (
        <p class="note warn">
          <Icon name="warn" />
          <span>{t.safety.colleaguesNoLine}</span>
        </p>
      )}
      <p role="status">{busy ? t.safety.bringing : ""}</p>
      {failure?.code === "offline" ? (
        <p class="note bad" role="alert">
          <span>{t.safety.conditions.unreachable}</span>
        </p>
      ) : (
        <Refusal failure={failure} />
      )}
      {taken && <Receipt taken={taken} />}
      <Shown asked={asked}>
        {(profiles) => {
          const waiting = profiles.filter((one) => one.id !== own && (one.waiting?.packages ?? 0) > 0);
          if (waiting.length === 0) return <p class="soft">{t.safety.nobodyWaits}</p>;
          return (
            <ul class="list">
              {waiting.map((one) => (
                <li key={one.id} class="line">
                  <span>
                    <strong>{one.name ?? t.first.unreadable}</strong>
                    <small>{t.first.waits(one.waiting?.packages ?? 0)}</small>
                  </span>
                  <button type="button" class="btn plain" aria-disabled={busy} onClick={() => !busy && bring(one)}>
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

// What the ward has now, and what still waits: nothing is called handed in before its receipt.
function Receipt({ taken }: { taken: HandInTaken }) {
  const t = useWords();
  const isAll = taken.left.packages === 0;
  return (
    <div class={isAll ? "note good" : "note warn"} role="status">
      <Icon name={isAll ? "check" : "warn"} />
      <p>{t.safety.receipt(taken.taken.packages)}</p>
      {!isAll && <p>{t.safety.receiptLeft(taken.left.packages)}</p>}
    </div>
  );
}
