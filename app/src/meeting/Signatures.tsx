// Who signed which content, its digest to be read out between two phones, and how the second one signs.

import type { Addendum, Meeting, SignedVersion } from "../engine/types";
import { useCodes, wordsOf } from "../parts/codes";
import { momentWords } from "../parts/days";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

export function Signatures({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const { adoption } = meeting;
  const versions = [...adoption.versions, ...adoption.pending];
  return (
    <>
      <section class="card">
        <h2>{t.meeting.signatures}</h2>
        {versions.length === 0 && <Nobody meeting={meeting} />}
        {versions.map((version) => (
          <Version key={version.digest} version={version} />
        ))}
        <p class="small">{t.meeting.signedForGood}</p>
      </section>
      {!adoption.adopted && adoption.pending.length > 0 && <SecondWays />}
      {adoption.proposed.length > 0 && <Proposed addenda={adoption.proposed} />}
    </>
  );
}

function Nobody({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const signers = [
    [t.meeting.chair, meeting.chair?.name],
    [t.meeting.taker, meeting.minute_taker?.name],
  ];
  return (
    <dl class="facts">
      {signers.map(([capacity, name]) => (
        <div key={capacity}>
          <dt>{capacity}</dt>
          <dd>
            {name ?? t.meeting.unnoted}
            <small>{t.meeting.notSigned}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Version({ version }: { version: SignedVersion }) {
  const t = useWords();
  const capacities = useCodes("capacity");
  return (
    <>
      <dl class="facts">
        {version.signatures.map((by) => (
          <div key={`${by.person} ${by.capacity}`}>
            <dt>{wordsOf(capacities, by.capacity)}</dt>
            <dd>
              {by.person}
              <small>{t.meeting.signedAt(momentWords(by.at_ms))}</small>
            </dd>
          </div>
        ))}
      </dl>
      <p class="note">
        <Icon name="lock" />
        <span>
          {t.meeting.digest} <strong class="n digest">{readable(version.digest)}</strong>
          <br />
          {t.meeting.digestNote}
        </span>
      </p>
    </>
  );
}

const SHOWN_CHARS = 16;

// The beginning of a digest in groups of four, as people read it out; the engine compares the whole.
export function readable(digest: string): string {
  const groups = digest.slice(0, SHOWN_CHARS).toUpperCase().match(/.{1,4}/g);
  return (groups ?? []).join("-");
}

function SecondWays() {
  const t = useWords();
  const ways: [string, string, string][] = [
    ["/settings", t.meeting.secondHere, t.meeting.secondHereNote],
    ["/safety/qr", t.meeting.secondByCode, t.meeting.secondByCodeNote],
    ["/safety", t.meeting.secondBySync, t.meeting.secondBySyncNote],
  ];
  return (
    <section>
      <h2>{t.meeting.secondHow}</h2>
      <ul class="list">
        {ways.map(([to, words, note]) => (
          <li key={words}>
            <Link to={to}>
              <span>
                <strong>{words}</strong>
                <small>{note}</small>
              </span>
              <Icon name="next" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Proposed({ addenda }: { addenda: Addendum[] }) {
  const t = useWords();
  return (
    <section>
      <h2>{t.meeting.changedSince}</h2>
      <p class="soft">{t.meeting.changedSinceNote}</p>
      <ul class="list">
        {addenda.map((one) => (
          <li key={`${one.part}/${one.key}`} class="say">
            <strong>{one.authors.join(", ")}</strong>
            <p>
              <del>{one.before ?? ""}</del> <ins>{one.after ?? ""}</ins>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
