// Points in steps of one, which cannot leave their range; nothing is given until a button is tapped.

import { useWords } from "../words";

type Props = { label: string; value: number | null; max: number; onGive: (value: number) => void };

export function Stepper({ label, value, max, onGive }: Props) {
  const t = useWords();
  const canLess = value !== null && value > 0;
  const canMore = value === null || value < max;
  return (
    <div class="stepper" role="group" aria-label={label}>
      <button type="button" aria-label={t.meeting.less} aria-disabled={!canLess} onClick={() => canLess && onGive(value - 1)}>
        −
      </button>
      <output>
        {value === null ? (
          <small>{t.meeting.notScored(max)}</small>
        ) : (
          <>
            {value}
            <small> / {max}</small>
          </>
        )}
      </output>
      {/* The commonest answer is the whole of the points: the first tap gives it. */}
      <button
        type="button"
        aria-label={value === null ? t.meeting.allPoints(max) : t.meeting.more}
        aria-disabled={!canMore}
        onClick={() => canMore && onGive(value === null ? max : value + 1)}
      >
        +
      </button>
    </div>
  );
}
