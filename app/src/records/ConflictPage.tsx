// One place with several values: who wrote which and when, and the decision, by one of them or by another that is right.

import { useRef, useState } from "preact/hooks";
import type { Conflict, Record as SenRecord } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { momentWords } from "../parts/days";
import { LiveText } from "../parts/LiveText";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { go } from "../state/router";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { usePlaceWords } from "./placeWords";

export function ConflictPage({ id, part, leaf }: { id: string; part: string; leaf: string }) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.record(id), [id], [id]);
  const record = asked.at === "there" ? asked.value : null;
  const words = usePlaceWords(record?.line.kind ?? "");
  const isText = isOfText(record?.conflicts.find((one) => one.part === part && one.key === leaf));
  return (
    <Page
      title={record ? (isText ? t.records.readAgain(words(part, leaf)) : t.records.which(words(part, leaf))) : t.records.conflicts}
      eyebrow={record?.line.title}
      back={{ to: `/records/${id}/conflicts`, label: t.records.conflictsShort }}
    >
      <Shown asked={asked}>
        {(there) => {
          const conflict = there.conflicts.find((one) => one.part === part && one.key === leaf);
          return conflict ? <Decision record={there} conflict={conflict} /> : <Settled id={id} />;
        }}
      </Shown>
    </Page>
  );
}

// A running text has no value to choose.
function isOfText(conflict: Conflict | undefined): boolean {
  return conflict !== undefined && conflict.values.every((one) => one.value === "");
}

function Settled({ id }: { id: string }) {
  const t = useWords();
  return (
    <div class="note good">
      <Icon name="check" />
      <span>{t.records.settled}</span>
      <Link to={`/records/${id}/conflicts`}>{t.records.otherConflicts}</Link>
    </div>
  );
}

// The place of a choice that is none of the values.
const OTHER = -1;

function Decision({ record, conflict }: { record: SenRecord; conflict: Conflict }) {
  const t = useWords();
  const [chosen, setChosen] = useState<number | null>(null);
  const own = useRef<HTMLInputElement>(null);
  const { act, failure, busy } = useAct();
  const { id } = record.line;
  const [value, setValue] = useState("");
  const settle = () =>
    act(async (engine) => {
      const said = chosen === OTHER ? (own.current?.value.trim() ?? "") : (conflict.values[chosen ?? 0]?.value ?? "");
      await engine.vault.settle(id, conflict.part, conflict.key, said);
      go(`/records/${id}/conflicts`, { replace: true });
    });
  if (isOfText(conflict)) return <Texts id={id} conflict={conflict} />;
  const isReady = chosen !== null && (chosen !== OTHER || value !== "");
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void settle();
      }}
    >
      <p class="soft">{t.records.apart}</p>
      <fieldset>
        <legend class="unseen">{t.records.choose}</legend>
        <div class="btns">
          {conflict.values.map((version, index) => (
            <label key={`${version.value} ${version.author}`} class="choice">
              <input type="radio" name="value" checked={chosen === index} onChange={() => setChosen(index)} />
              <strong class={version.value.length < 12 ? "big n" : undefined}>{version.value}</strong>
              <span>{version.author}</span>
              <small>{momentWords(version.at_ms)}</small>
            </label>
          ))}
          <label class="choice">
            <input type="radio" name="value" checked={chosen === OTHER} onChange={() => setChosen(OTHER)} />
            <strong>{t.records.otherValue}</strong>
            <small>{t.records.otherValueNote}</small>
          </label>
        </div>
      </fieldset>
      {chosen === OTHER && (
        <div class="field">
          <label for="own-value">{t.records.ownValue}</label>
          <input id="own-value" ref={own} autocomplete="off" onInput={(event) => setValue(event.currentTarget.value.trim())} />
        </div>
      )}
      {chosen !== null && <WouldBe id={id} conflict={conflict} words={chosen === OTHER ? value : (conflict.values[chosen]?.value ?? "")} />}
      <p class="small">{t.records.restInHistory}</p>
      <Refusal failure={failure} />
      <button type="submit" class="btn" aria-disabled={!isReady || busy} aria-describedby={isReady ? undefined : "pick"}>
        {t.records.settle}
      </button>
      {!isReady && (
        <p class="small" id="pick">
          {t.records.chooseAbove}
        </p>
      )}
      <Link class="btn text" to={`/records/${id}/conflicts`}>
        {t.records.notYet}
      </Link>
    </form>
  );
}

// What the record would say then, and of a vote how it would end.
function WouldBe({ id, conflict, words }: { id: string; conflict: Conflict; words: string }) {
  const t = useWords();
  const asked = useAsk(
    async (engine) => (conflict.part === "votes" && words !== "" ? engine.vault.weigh_decision(id, conflict.key, words) : null),
    [id, conflict.part, conflict.key, words],
    [],
  );
  if (words === "") return null;
  const weighed = asked.at === "there" ? asked.value : null;
  const wrong = weighed?.findings ?? [];
  return (
    <p class={wrong.length > 0 ? "note warn" : "note"} role="status">
      <span>
        {t.records.wouldBe(words)} {wrong.length > 0 ? wrong.map((finding) => finding.words).join(" ") : weighed?.outcome_words}
      </span>
    </p>
  );
}

// Running texts merge letter by letter: nothing is lost, and the whole is read through where two wrote at once.
function Texts({ id, conflict }: { id: string; conflict: Conflict }) {
  const t = useWords();
  const place = conflict.key === "" ? conflict.part : `${conflict.part}/${conflict.key}`;
  return (
    <>
      <p class="soft">{t.records.textsMerged}</p>
      <ul class="list">
        {conflict.values.map((version) => (
          <li key={`${version.author} ${version.at_ms}`} class="line">
            <span>
              <strong>{version.author}</strong>
              <small>{momentWords(version.at_ms)}</small>
            </span>
          </li>
        ))}
      </ul>
      <LiveText id={id} place={place} label={t.records.readThrough} rows={12} class="minutes" note={t.meeting.kept} />
    </>
  );
}
