// Whom the code is for, as the ward says; nothing is enrolled before the person says that it is they.

import type { EnrolOffer } from "../engine/types";
import { momentWords } from "../parts/days";
import { Frame } from "../ui/Frame";
import { useWords } from "../words";

export function WhoStep({ offer, onYes, onNo }: { offer: EnrolOffer; onYes: () => void; onNo: () => void }) {
  const t = useWords();
  const facts: [string, string][] = [
    [t.first.person, offer.person],
    [t.first.role, offer.role_words],
    [t.first.org, offer.org],
    [t.first.ward, offer.ward],
    [t.first.expires, momentWords(offer.expires_ms)],
  ];
  return (
    <Frame title={t.first.whoTitle} eyebrow={t.first.stepOf(1)}>
      <dl class="card facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="soft">{t.first.nothingYet}</p>
      <div class="btns">
        <button type="button" class="btn" onClick={onYes}>
          {t.first.itsMe}
        </button>
        <button type="button" class="btn text" onClick={onNo}>
          {t.first.notMe}
        </button>
      </div>
    </Frame>
  );
}
