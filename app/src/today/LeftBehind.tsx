// What this person typed that could not come into the book: shown to be copied, until it is thrown away.

import { useSession, useSessions } from "../state/useSession";
import { useStore } from "../state/store";
import { useWords } from "../words";

export function LeftBehind() {
  const t = useWords();
  const { left } = useSessions();
  const session = useSession();
  const profile = session.at === "open" ? session.profile.id : null;
  const mine = useStore(left.all).filter((one) => one.profile === profile);
  if (mine.length === 0) return null;
  return (
    <section class="card">
      <h2>{t.records.leftLetters}</h2>
      <p class="small">{t.records.leftLettersNote}</p>
      {mine.map((one) => (
        <div key={`${one.id} ${one.place}`} class="field">
          <textarea aria-label={t.records.leftLetters} rows={4} readOnly value={one.text} />
          <div class="btns two">
            <button type="button" class="btn plain" onClick={() => void navigator.clipboard.writeText(one.text)}>
              {t.records.copyIt}
            </button>
            <button type="button" class="btn text" onClick={() => left.drop(one)}>
              {t.records.throwAway}
            </button>
          </div>
        </div>
      ))}
    </section>
  );
}
