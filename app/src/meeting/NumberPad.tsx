// The page's own number pad: no keyboard rises, a hardware keyboard works, sum and result stay above it.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Conflict } from "../engine/types";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { useWords } from "../words";
import { conflictPath } from "../records/Conflicts";
import { cleaned, type Figure, pressed } from "./pad";

type Props = {
  // The meeting.
  id: string;
  shown: readonly Figure[];
  of: (figure: Figure) => string;
  // Figures that wait for a decision take no digit; they lead to it.
  disputed: (figure: Figure) => Conflict | undefined;
  on: Figure;
  onFigure: (figure: Figure) => void;
  onType: (figure: Figure, typed: string) => void;
  // The commonest result in one tap, where it is known how many are there.
  all: { count: number; take: () => void } | null;
  isWrong: boolean;
  children: ComponentChildren;
};

export function NumberPad({ id, shown, of, disputed, on, onFigure, onType, all, isWrong, children }: Props) {
  const t = useWords();
  const fields = useRef<Partial<Record<Figure, HTMLInputElement | null>>>({});
  // A figure that was just chosen is replaced by the first digit, as on a pocket calculator.
  const isFresh = useRef(true);
  const choose = (figure: Figure) => {
    isFresh.current = true;
    onFigure(figure);
  };
  const press = (digit: string) => {
    if (disputed(on)) return;
    const before = isFresh.current ? "" : of(on);
    isFresh.current = false;
    onType(on, pressed(before, digit));
  };
  return (
    <form class="vote" aria-label={t.meeting.ballots} onSubmit={(event) => event.preventDefault()}>
      <div class="counts">
        {shown.map((figure) => {
          const dispute = disputed(figure);
          if (dispute) {
            return (
              <Link key={figure} class="disputed" to={conflictPath(id, dispute)}>
                <span>{t.meeting.figures[figure]}</span>
                <strong>{dispute.values.map((one) => one.value).join(" · ")}</strong>
                <small>{t.meeting.decide}</small>
              </Link>
            );
          }
          return (
            <label key={figure}>
              {t.meeting.figures[figure]}
              <input
                ref={(field) => void (fields.current[figure] = field)}
                class={figure === on ? "on" : undefined}
                inputmode="none"
                autocomplete="off"
                value={of(figure)}
                aria-invalid={isWrong}
                aria-describedby="sum"
                onFocus={(event) => {
                  choose(figure);
                  event.currentTarget.select();
                }}
                onInput={(event) => onType(figure, cleaned(event.currentTarget.value))}
              />
            </label>
          );
        })}
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
          onClick={() => disputed(on) === undefined && onType(on, of(on).slice(0, -1))}
        >
          <Icon name="erase" />
        </button>
      </div>
    </form>
  );
}
