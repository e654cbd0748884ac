// Whom the code is for, as the ward says, and what the ward shall call this phone; nothing is enrolled before the person says
// that it is they.

import { useRef } from "preact/hooks";
import type { EnrolOffer } from "../engine/types";
import { momentWords } from "../parts/days";
import { Frame } from "../ui/Frame";
import { useWords } from "../words";
import { machineOf } from "./code";

export function WhoStep({ offer, onYes, onNo }: { offer: EnrolOffer; onYes: (label: string) => void; onNo: () => void }) {
  const t = useWords();
  const label = useRef<HTMLInputElement>(null);
  const usual = t.first.phoneLabels[machineOf(navigator.userAgent, navigator.maxTouchPoints)];
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
      <div class="field">
        <label for="phone-label">{t.first.label}</label>
        <input id="phone-label" ref={label} type="text" autocomplete="off" defaultValue={usual} aria-describedby="phone-label-what" />
        <p class="small" id="phone-label-what">
          {t.first.labelWhat}
        </p>
      </div>
      <p class="soft">{t.first.nothingYet}</p>
      <div class="btns">
        <button type="button" class="btn" onClick={() => onYes(label.current?.value.trim() || usual)}>
          {t.first.itsMe}
        </button>
        <button type="button" class="btn text" onClick={onNo}>
          {t.first.notMe}
        </button>
      </div>
    </Frame>
  );
}
