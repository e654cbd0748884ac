// The page's own number pad: no keyboard rises, a hardware keyboard works, sum and result stay above it.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { cleaned, type Figure, pressed } from "./pad";
import type { Shown } from "./figures";

type Props = {
  shown: readonly Figure[];
  fields: Readonly<Partial<Record<Figure, Shown>>>;
  on: Figure;
  onFigure: (figure: Figure) => void;
  onType: (figure: Figure, text: string) => void;
  // The commonest result in one tap, where it is known how many are there.
  all: { count: number; take: () => void } | null;
  isWrong: boolean;
  children: ComponentChildren;
};

export function NumberPad({ shown, fields: values, on, onFigure, onType, all, isWrong, children }: Props) {
  const t = useWords();
  const fields = useRef<Partial<Record<Figure, HTMLInputElement | null>>>({});
  // A figure that was just chosen is replaced by the first digit, as on a pocket calculator.
  const isFresh = useRef(true);
  const choose = (figure: Figure) => {
    isFresh.current = true;
    onFigure(figure);
  };
  // A figure that people wrote apart is decided on its own page.
  const type = (figure: Figure, text: string) => {
    if (!values[figure]?.isDisputed) onType(figure, text);
  };
  const press = (digit: string) => {
    const before = isFresh.current ? "" : (values[on]?.text ?? "");
    isFresh.current = false;
    type(on, pressed(before, digit));
  };
  return (
    <form class="vote" aria-label={t.meeting.ballots} onSubmit={(event) => event.preventDefault()}>
      <div class="counts">
        {shown.map((figure) => (
          <label key={figure}>
            {t.meeting.figures[figure]}
            <input
              ref={(field) => void (fields.current[figure] = field)}
              class={figure === on ? "on" : undefined}
              inputmode="none"
              autocomplete="off"
              value={values[figure]?.text ?? ""}
              readOnly={values[figure]?.isDisputed}
              aria-invalid={isWrong || values[figure]?.isDisputed}
              aria-describedby="sum"
              onFocus={(event) => {
                choose(figure);
                event.currentTarget.select();
              }}
              onInput={(event) => type(figure, cleaned(event.currentTarget.value))}
            />
          </label>
        ))}
      </div>
      {children}
      <div class="pad">
        {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => (
          <button key={digit} type="button" class="key" onClick={() => press(digit)}>
            {digit}
          </button>
        ))}
        {all ? (
          <button type="button" class="key word" onClick={all.take}>
            {t.meeting.allAgree(all.count)}
          </button>
        ) : (
          <button type="button" class="key word" onClick={() => choose(shown[(shown.indexOf(on) + 1) % shown.length] ?? on)}>
            {t.meeting.nextFigure}
          </button>
        )}
        <button type="button" class="key" onClick={() => press("0")}>
          0
        </button>
        <button
          type="button"
          class="key word"
          aria-label={t.meeting.eraseDigit}
          onClick={() => type(on, (values[on]?.text ?? "").slice(0, -1))}
        >
          <Icon name="erase" />
        </button>
      </div>
    </form>
  );
}
