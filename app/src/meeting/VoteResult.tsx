// Sum and result of a vote above the pad, and below it how many it needs and why.

import type { Meeting } from "../engine/types";
import type { VoteWeighed } from "../engine/types";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { sum } from "./pad";

type ResultProps = { weighed: VoteWeighed; counts: (number | null)[]; present: number | null };

export function VoteResult({ weighed, counts, present }: ResultProps) {
  const t = useWords();
  const counted = sum(counts);
  const wrong = weighed.findings;
  const isDecided = weighed.outcome === "dat" || weighed.outcome === "khong_dat";
  return (
    <>
      {wrong.length > 0 ? (
        <div class="sum bad" id="sum" role="alert">
          <Icon name="warn" />
          <span>{wrong.map((finding) => finding.words).join(" ")}</span>
        </div>
      ) : (
        <p class="sum" id="sum" role="status">
          {counted && (
            <>
              {counted.total === present && <Icon name="check" />}
              {t.meeting.sum(counted.terms, counted.total, counted.total === present)}
            </>
          )}
        </p>
      )}
      <p class={isDecided ? "result" : "result none"} role="status">
        {weighed.outcome_words}
      </p>
    </>
  );
}

export function VoteWhy({ meeting, weighed, agree }: { meeting: Meeting; weighed: VoteWeighed; agree: number | null }) {
  const t = useWords();
  const { need, base } = weighed;
  return (
    <section class="card">
      <h2>{need === null ? t.meeting.needUnknown : t.meeting.need(need)}</h2>
      {need !== null && base !== null && base > 0 && <Scale agree={agree ?? 0} base={base} need={need} />}
      <details open={weighed.findings.length > 0}>
        <summary>
          <Icon name="next" />
          {t.meeting.whyNeed}
        </summary>
        <p>{weighed.base_words}</p>
        <p>{weighed.threshold_words}</p>
        <p class="small">{weighed.basis_words}</p>
      </details>
      {(weighed.findings.length > 0 || weighed.roll_eligible === null) && (
        <Link class="btn plain" to={`/meetings/${meeting.id}/roll`}>
          {t.meeting.backToRoll}
        </Link>
      )}
    </section>
  );
}

const WIDTH = 200;

// How far the votes in favour reach, with the mark they have to pass.
function Scale({ agree, base, need }: { agree: number; base: number; need: number }) {
  const t = useWords();
  const at = (count: number) => Math.round((Math.min(count, base) / base) * WIDTH);
  return (
    <svg class="scale" viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" role="img" aria-label={t.meeting.scale(agree, base, need)}>
      <rect class="all" y="2" width={WIDTH} height="6" />
      <rect class="got" y="2" width={at(agree)} height="6" />
      <rect class="need" x={Math.max(0, at(need) - 1)} width="2" height="10" />
    </svg>
  );
}
