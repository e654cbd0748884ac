// Who else has a book on this phone: a person more, and a book less of which the ward has everything.

import { useState } from "preact/hooks";
import type { Profile } from "../engine/types";
import { isAdding } from "../first/inHand";
import { waitsOf } from "../first/waits";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { Refusal } from "../parts/Refusal";
import { Sheet } from "../parts/Sheet";
import { Shown } from "../parts/Shown";
import { forgetFingerprint } from "../state/fingerprint";
import { useSession, useSessions } from "../state/useSession";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";

export function People() {
  const t = useWords();
  const session = useSession();
  const sessions = useSessions();
  const [round, setRound] = useState(0);
  const [going, setGoing] = useState<Profile | null>(null);
  const asked = useAsk((engine) => engine.phone.profiles(), [round], []);
  const { act, failure, busy } = useAct();
  const own = session.at === "open" ? session.profile.id : "";
  const add = () => {
    isAdding.set(true);
    void act(() => sessions.lock());
  };
  const remove = async (profile: Profile) => {
    setGoing(null);
    const done = await act(async (engine) => {
      await engine.phone.remove_profile(profile.id);
      forgetFingerprint(profile.id);
    });
    if (done) setRound(round + 1);
  };
  return (
    <Page title={t.settings.people} back={{ to: "/settings", label: t.settings.title }}>
      <p>{t.settings.peopleWhat}</p>
      <Refusal failure={failure} />
      {failure?.code === "hand_in_first" && <Link to="/safety/colleagues">{t.safety.toColleagues}</Link>}
      <Shown asked={asked}>
        {(profiles) => {
          const others = profiles.filter((one) => one.id !== own);
          if (others.length === 0) return <p role="status">{t.settings.nobodyElse}</p>;
          return (
            <ul class="list">
              {others.map((one) => (
                <li key={one.id} class="line">
                  <span>
                    <strong>{one.name ?? t.first.unreadable}</strong>
                    <small>{waitsOf(one.waiting, t)}</small>
                  </span>
                  <button type="button" class="btn plain" aria-disabled={busy} onClick={() => setGoing(one)}>
                    {t.first.removeNow}
                  </button>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
      <button type="button" class="btn" onClick={add}>
        <Icon name="plus" />
        {t.first.addPerson}
      </button>
      {going && (
        <Sheet title={t.first.removeBook} onClose={() => setGoing(null)}>
          <p>{t.first.removeWhat(going.name ?? t.first.unreadable)}</p>
          <button type="button" class="btn danger" onClick={() => void remove(going)}>
            {t.first.removeNow}
          </button>
        </Sheet>
      )}
    </Page>
  );
}
