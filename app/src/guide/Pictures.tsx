// The guide's pictures: screens of the app, small, made of the very styles and words of the screens themselves, so that a
// newcomer knows them again, light or dark and in either language. Nothing in them can be tapped or is read out.

import type { ComponentChildren } from "preact";
import { stepWords, STEPS } from "../meeting/steps";
import { FactList } from "../parts/FactList";
import { Name } from "../parts/Name";
import { Icon, type IconName } from "../ui/Icon";
import { Petals } from "../ui/Petals";
import { useWords, type Words } from "../words";
import type { PictureName } from "./text";

// Invented people of an invented cell.
const HEAD = "Nguyễn Văn An";
const TAKER = "Nguyễn Trần Bảo Châu";
const AWAY = "Trương Văn Đạt";
const CELL = "Chi bộ khóm Mỹ Phước";

const PICTURES: Record<PictureName, (t: Words) => ComponentChildren> = {
  who: (t) => (
    <>
      <Title words={t.first.whoTitle} above={t.first.stepOf(1)} />
      <FactList
        card
        facts={[
          { name: t.first.person, value: HEAD, isVietnamese: true },
          { name: t.first.org, value: CELL, isVietnamese: true },
        ]}
      />
      <Button words={t.first.itsMe} />
    </>
  ),
  pin: (t) => (
    <>
      <Title words={t.first.pinTitle} above={t.first.stepOf(3)} />
      <div class="dots">
        {[0, 1, 2, 3, 4, 5].map((dot) => (
          <i key={dot} class={dot < 4 ? "on" : ""} />
        ))}
      </div>
      <Pad last={[t.first.usePhrase, "0", <Icon name="erase" />]} />
      <Button words={t.first.next} />
    </>
  ),
  today: (t) => (
    <>
      <Bar look="sent" petals={2} line={t.shell.line.good} small={t.shell.nothingUnsent} />
      <Title words={t.records.todayTitle(null)} />
      <div class="card hero">
        <strong>{t.records.noNext}</strong>
        <Button words={t.meeting.openNew} />
      </div>
    </>
  ),
  thread: (t) => (
    <ol class="thread">
      {STEPS.map((step, at) => (
        <li key={step} class={at < 2 ? "done" : at === 2 ? "here" : ""}>
          <a>
            <span class="mark">{at < 2 ? <Icon name="check" /> : at + 1}</span>
            <strong>{stepWords(t, step)}</strong>
            <Icon name="next" />
          </a>
        </li>
      ))}
    </ol>
  ),
  roll: (t) => (
    <ul class="list roll">
      {([HEAD, TAKER, AWAY] as const).map((name) => (
        <li key={name} class={name === AWAY ? "absent" : ""}>
          <label>
            <input type="checkbox" checked={name === HEAD} readOnly />
            <Name name={name} />
            {name === AWAY && <small>{t.meeting.absentBecause(t.meeting.reasons[0] ?? "")}</small>}
          </label>
          <button type="button">{name === AWAY ? t.meeting.edit : t.meeting.away}</button>
        </li>
      ))}
    </ul>
  ),
  votes: (t) => (
    <div class="vote">
      <div class="counts">
        {(
          [
            [t.meeting.figures.agree, "20"],
            [t.meeting.figures.against, "0"],
            [t.meeting.figures.other, "1"],
          ] as const
        ).map(([words, figure]) => (
          <label key={words}>
            {words}
            <input value={figure} readOnly />
          </label>
        ))}
      </div>
      <p class="sum">
        <Icon name="check" />
        {t.meeting.sum("20 + 0 + 1", 21, true)}
      </p>
      <Pad last={[t.meeting.allAgree(21), "0", <Icon name="erase" />]} />
    </div>
  ),
  signing: (t) => (
    <>
      <div class="card">
        <strong>{t.meeting.signatures}</strong>
        <FactList
          facts={[
            { name: t.meeting.chair, value: HEAD, small: t.meeting.signedAt("20:41"), isVietnamese: true },
            { name: t.meeting.taker, value: TAKER, small: t.meeting.notSigned, isVietnamese: true },
          ]}
        />
      </div>
      <Button words={t.meeting.sign} icon="pen" />
    </>
  ),
  safe: (t) => (
    <ul class="list">
      {(
        [
          [1, "phone", t.safety.onPhone],
          [2, "server", t.safety.onServer],
          [3, "seen", t.safety.seen],
        ] as const
      ).map(([petals, tone, words]) => (
        <li key={petals} class="line">
          <span class={`state ${tone}`}>
            <Petals filled={petals} />
            {words}
          </span>
        </li>
      ))}
    </ul>
  ),
  offline: (t) => (
    <>
      <Bar look="unsent" petals={1} line={t.shell.line.offline} small={t.shell.unsent(6)} />
      <Title words={t.meeting.steps.minutes} above={t.meeting.stepOf(5)} />
    </>
  ),
  ways: (t) => (
    <>
      <Title words={t.safety.title} />
      <Button words={t.safety.sendNow} icon="sync" />
      <Button words={t.safety.toHandIn} icon="share" plain />
      <Button words={t.safety.toOther} icon="qr" plain />
    </>
  ),
  conflict: (t) => (
    <>
      <Title words={t.records.which(t.meeting.figures.agree)} />
      {(
        [
          ["20", HEAD],
          ["19", TAKER],
        ] as const
      ).map(([figure, author]) => (
        <div key={figure} class="choice">
          <input type="radio" checked={figure === "20"} readOnly />
          <strong class="big n">{figure}</strong>
          <span>{author}</span>
        </div>
      ))}
    </>
  ),
  revoked: (t) => (
    <>
      <Bar look="stop" petals={1} line={t.shell.line.revoked} small={t.shell.unsent(2)} />
      <div class="note bad">
        <Icon name="warn" />
        <p>{t.safety.conditions.revoked(2)}</p>
      </div>
    </>
  ),
  code: (t) => (
    <>
      <Title words={t.first.codeTitle} above={t.first.stepOf(1)} />
      <Button words={t.first.scan} icon="qr" />
    </>
  ),
};

export function Picture({ name, shows }: { name: PictureName; shows: string }) {
  const t = useWords();
  return (
    <figure>
      <div class="mini" inert aria-hidden="true">
        {PICTURES[name](t)}
      </div>
      <figcaption class="small">{shows}</figcaption>
    </figure>
  );
}

function Title({ words, above }: { words: string; above?: string }) {
  return (
    <div class="title">
      {above && <p class="eyebrow">{above}</p>}
      <p class="mini-title">{words}</p>
    </div>
  );
}

function Button({ words, icon, plain = false }: { words: string; icon?: IconName; plain?: boolean }) {
  return (
    <span class={plain ? "btn plain" : "btn"}>
      {icon && <Icon name={icon} />}
      {words}
    </span>
  );
}

function Bar({ look, petals, line, small }: { look: string; petals: 1 | 2; line: string; small: string }) {
  return (
    <div class="bar">
      <span class="me">
        <span class="mark lotus">
          <Icon name="person" />
        </span>
        <strong>{HEAD}</strong>
      </span>
      <span class={`safe ${look}`}>
        <Petals filled={petals} />
        <span>
          <strong>{line}</strong>
          <small>{small}</small>
        </span>
      </span>
    </div>
  );
}

// Nine digits, and what stands in the last row.
function Pad({ last }: { last: [string, string, ComponentChildren] }) {
  return (
    <div class="pad">
      {["1", "2", "3", "4", "5", "6", "7", "8", "9", ...last].map((key, at) => (
        <span key={at} class={at === 9 || at === 11 ? "key word" : "key"}>
          {key}
        </span>
      ))}
    </div>
  );
}
