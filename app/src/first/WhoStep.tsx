// Whom the code is for, as the ward says, and what the ward shall call this phone; nothing is enrolled before the person says
// that it is they.

import { useRef } from "preact/hooks";
import type { EnrolOffer, Failure } from "../engine/types";
import { momentWords } from "../parts/days";
import { type Fact, FactList } from "../parts/FactList";
import { Frame } from "../ui/Frame";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { machineOf } from "./code";

type Props = {
  eyebrow: string;
  offer: EnrolOffer;
  // What the person should think of before saying yes.
  warning?: string | undefined;
  // Another way, where there is one.
  instead?: { words: string; act: () => void } | undefined;
  failure?: Failure | null;
  busy?: boolean;
  onYes: (label: string) => void;
  onNo: () => void;
};

export function WhoStep({ eyebrow, offer, warning, instead, failure = null, busy = false, onYes, onNo }: Props) {
  const t = useWords();
  const label = useRef<HTMLInputElement>(null);
  const usual = t.first.phoneLabels[machineOf(navigator.userAgent, navigator.maxTouchPoints)];
  const facts: Fact[] = [
    { name: t.first.person, value: offer.person, isVietnamese: true },
    { name: t.first.role, value: offer.role_words },
    { name: t.first.org, value: offer.org, isVietnamese: true },
    { name: t.first.ward, value: offer.ward, isVietnamese: true },
    { name: t.first.expires, value: momentWords(offer.expires_ms) },
  ];
  return (
    <Frame title={t.first.whoTitle} eyebrow={eyebrow}>
      <FactList card facts={facts} />
      <div class="field">
        <label for="phone-label">{t.first.label}</label>
        <input id="phone-label" ref={label} type="text" autocomplete="off" defaultValue={usual} aria-describedby="phone-label-what" />
        <p class="small" id="phone-label-what">
          {t.first.labelWhat}
        </p>
      </div>
      {warning && (
        <p class="note warn">
          <Icon name="warn" />
          <span>{warning}</span>
        </p>
      )}
      {failure && (
        <p class="note bad" role="alert">
          <span>{failure.code === "offline" ? t.first.offlineCode : failure.words || t.first.failed}</span>
        </p>
      )}
      <p class="soft">{t.first.nothingYet}</p>
      <div class="btns">
        <button type="button" class="btn" aria-disabled={busy} onClick={() => !busy && onYes(label.current?.value.trim() || usual)}>
          {busy ? t.first.busy : t.first.itsMe}
        </button>
        {instead && (
          <button type="button" class="btn plain" onClick={instead.act}>
            {instead.words}
          </button>
        )}
        <button type="button" class="btn text" onClick={onNo}>
          {t.first.notMe}
        </button>
      </div>
    </Frame>
  );
}
