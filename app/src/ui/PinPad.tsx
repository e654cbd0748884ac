// A PIN on the page's own pad, or a passphrase in a field. What is typed is shown as dots and kept nowhere.

import { useState } from "preact/hooks";
import { useWords } from "../words";
import { Icon } from "./Icon";

// Digits of a PIN at most; the engine says what is too few.
const DIGITS_MAX = 12;
const DOTS = 6;

type Props = { label: string; busy: boolean; action: string; onPin: (pin: string) => void };

export function PinPad({ label, busy, action, onPin }: Props) {
  const t = useWords();
  const [pin, setPin] = useState("");
  const [isPhrase, setPhrase] = useState(false);
  const give = () => {
    if (pin === "" || busy) return;
    onPin(pin);
    setPin("");
  };
  const press = (digit: string) => setPin((before) => (before.length < DIGITS_MAX ? before + digit : before));
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        give();
      }}
    >
      <div class="field">
        <label for="pin">{isPhrase ? t.first.phrase : label}</label>
        <input
          id="pin"
          type="password"
          inputMode={isPhrase ? "text" : "none"}
          autocomplete="off"
          value={pin}
          onInput={(event) => setPin(event.currentTarget.value)}
        />
      </div>
      {!isPhrase && (
        <>
          <div class="dots" aria-hidden="true">
            {Array.from({ length: Math.max(DOTS, pin.length) }, (_, at) => (
              <i key={at} class={at < pin.length ? "on" : ""} />
            ))}
          </div>
          <div class="pad">
            {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => (
              <button key={digit} type="button" class="key" onClick={() => press(digit)}>
                {digit}
              </button>
            ))}
            <button type="button" class="key word" onClick={() => setPhrase(true)}>
              {t.first.usePhrase}
            </button>
            <button type="button" class="key" onClick={() => press("0")}>
              0
            </button>
            <button type="button" class="key word" aria-label={t.first.erase} onClick={() => setPin(pin.slice(0, -1))}>
              <Icon name="erase" />
            </button>
          </div>
        </>
      )}
      <button type="submit" class="btn" aria-disabled={pin === "" || busy}>
        {busy ? t.first.busy : action}
      </button>
      {isPhrase && (
        <button type="button" class="btn text" onClick={() => setPhrase(false)}>
          {t.first.useDigits}
        </button>
      )}
    </form>
  );
}
