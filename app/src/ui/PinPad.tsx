// A PIN on the page's own pad, or a passphrase in a field. What is typed is shown as dots and kept nowhere.

import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../words";
import { Icon } from "./Icon";

// Digits of a PIN at most; the engine says what is too few.
const DIGITS_MAX = 12;
// As many as most have: the dots that are drawn.
const DOTS = 6;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

type Props = {
  label: string;
  busy: boolean;
  action: string;
  // Every dot is filled: what is typed may be the whole PIN.
  onTyped?: (pin: string) => void;
  onPin: (pin: string) => void;
};

export function PinPad(props: Props) {
  const t = useWords();
  const [isPhrase, setPhrase] = useState(false);
  if (!isPhrase) return <Digits {...props} onPhrase={() => setPhrase(true)} />;
  return (
    <>
      <Phrase {...props} />
      <button type="button" class="btn text" onClick={() => setPhrase(false)}>
        {t.first.useDigits}
      </button>
    </>
  );
}

// The dots are the field: no keyboard rises over them, and one that is there works as well.
function Digits({ label, busy, action, onTyped, onPin, onPhrase }: Props & { onPhrase: () => void }) {
  const t = useWords();
  const [pin, setPin] = useState("");
  useEffect(() => {
    if (pin.length === DOTS) onTyped?.(pin);
  }, [pin]);
  const press = (digit: string) => setPin((before) => (before.length < DIGITS_MAX ? before + digit : before));
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (pin === "" || busy) return;
        onPin(pin);
        setPin("");
      }}
    >
      <div class="pin">
        <input
          type="password"
          inputMode="none"
          autocomplete="off"
          aria-label={label}
          value={pin}
          onInput={(event) => setPin(event.currentTarget.value.replace(/\D/g, "").slice(0, DIGITS_MAX))}
        />
        <div class="dots" aria-hidden="true">
          {Array.from({ length: Math.max(DOTS, pin.length) }, (_, at) => (
            <i key={at} class={at < pin.length ? "on" : ""} />
          ))}
        </div>
      </div>
      <div class="pad">
        {DIGITS.map((digit) => (
          <button key={digit} type="button" class="key" onClick={() => press(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" class="key word" onClick={onPhrase}>
          {t.first.usePhrase}
        </button>
        <button type="button" class="key" onClick={() => press("0")}>
          0
        </button>
        <button type="button" class="key word" aria-label={t.first.erase} onClick={() => setPin(pin.slice(0, -1))}>
          <Icon name="erase" />
        </button>
      </div>
      <button type="submit" class="btn" aria-disabled={pin === "" || busy}>
        {busy ? t.first.busy : action}
      </button>
    </form>
  );
}

function Phrase({ busy, action, onPin }: Props) {
  const t = useWords();
  const typed = useRef<HTMLInputElement>(null);
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        const field = typed.current;
        if (!field || field.value === "" || busy) return;
        onPin(field.value);
        field.value = "";
      }}
    >
      <div class="field">
        <label for="phrase">{t.first.phrase}</label>
        <input id="phrase" ref={typed} type="password" autocomplete="off" />
      </div>
      <button type="submit" class="btn" aria-disabled={busy}>
        {busy ? t.first.busy : action}
      </button>
    </form>
  );
}
