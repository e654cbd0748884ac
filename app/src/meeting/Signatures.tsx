// Who signed which content, its digest to be read out between two phones, and how the second one signs.

import type { Addendum, Meeting, SignedVersion } from "../engine/types";
import { useCodes, wordsOf } from "../parts/codes";
import { momentWords } from "../parts/days";
import { type Fact, FactList } from "../parts/FactList";
import { LinkRow } from "../parts/LinkRow";
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
  const fact = (name: string, signer: string | undefined): Fact => ({ name, value: signer ?? t.meeting.unnoted, small: t.meeting.notSigned, isOpen: signer === undefined, isVietnamese: true });
  return <FactList facts={[fact(t.meeting.chair, meeting.chair?.name), fact(t.meeting.taker, meeting.minute_taker?.name)]} />;
}

function Version({ version }: { version: SignedVersion }) {
  const t = useWords();
  const capacities = useCodes("capacity");
  return (
    <>
      <FactList
        facts={version.signatures.map((by) => ({
          name: wordsOf(capacities, by.capacity),
          value: by.person,
          small: t.meeting.signedAt(momentWords(by.at_ms)),
          isVietnamese: true,
        }))}
      />
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
          <LinkRow key={words} to={to} title={words} note={note} />
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
            <strong lang="vi">{one.authors.join(", ")}</strong>
            <p lang="vi">
              <del>{one.before ?? ""}</del> <ins>{one.after ?? ""}</ins>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
