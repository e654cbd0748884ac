// Handing a meeting in: what goes up and how safe each of it is, the one button, the other ways, and the paper.

import type { Meeting, Record as SenRecord, RecordLine } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { useSpecs } from "../parts/codes";
import { LinkRow } from "../parts/LinkRow";
import { Refusal } from "../parts/Refusal";
import { SafetyState } from "../parts/SafetyState";
import { Shown } from "../parts/Shown";
import { paperPath } from "../records/PaperLinks";
import { pathOf } from "../records/paths";
import { kindOf } from "../records/spec";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useOnline, useSync } from "../state/engine";
import { useSyncing } from "../state/syncing";
import { useWords } from "../words";
import { Deadlines } from "./Deadlines";
import { ShareDocx } from "./ShareDocx";

type Found = { meeting: Meeting; record: SenRecord; going: RecordLine[] };

const ARRIVED = ["safe_on_server", "seen_by_ward"];

export function HandIn({ id }: { id: string }) {
  const t = useWords();
  const asked = useAsk(
    async (engine): Promise<Found> => {
      const [meeting, record, resolutions] = await Promise.all([
        engine.vault.meeting(id),
        engine.vault.record(id),
        engine.vault.records({ kind: "resolution", about: id }),
      ]);
      const tasks = await Promise.all(resolutions.map((line) => engine.vault.records({ kind: "task", about: line.id })));
      return { meeting, record, going: [record.line, ...resolutions, ...tasks.flat()] };
    },
    [id],
    null,
  );
  const there = asked.at === "there" ? asked.value : null;
  const step = there?.record.steps.find((one) => one.name === "submit");
  const arrived = there?.going.filter((line) => ARRIVED.includes(line.safety.state)).length ?? 0;
  return (
    <Page
      title={there && there.record.handed !== "not" && arrived > 0 ? t.meeting.arrived(arrived, there.going.length) : t.meeting.handIn}
      eyebrow={t.meeting.after}
      back={{ to: `/meetings/${id}`, label: t.meeting.one }}
      dock={there && <Submit id={id} refused={step?.refused ?? null} words={step?.words ?? t.meeting.handInNow} />}
    >
      <Shown asked={asked}>
        {({ meeting, record, going }) => (
          <>
            {record.handed === "not" && step?.refused && <First id={id} />}
            {record.handed !== "not" && arrived > 0 && arrived < going.length && (
              <progress value={arrived} max={going.length} aria-label={t.meeting.arrived(arrived, going.length)} />
            )}
            <Going lines={going} />
            <Deadlines meeting={meeting} which="papers" />
            <Line />
            <OtherWays />
            <Papers id={id} resolution={going.find((line) => line.kind === "resolution")?.id ?? null} />
          </>
        )}
      </Shown>
    </Page>
  );
}

// What is done before anything can be handed in.
function First({ id }: { id: string }) {
  const t = useWords();
  return (
    <div class="note">
      <Icon name="clock" />
      <p>{t.meeting.handInWhen}</p>
      <Link to={`/meetings/${id}`}>{t.meeting.toStages}</Link>
      <Link to={`/meetings/${id}/adopt`}>{t.meeting.toSigning}</Link>
    </div>
  );
}

function Going({ lines }: { lines: RecordLine[] }) {
  const t = useWords();
  return (
    <section>
      <h2>{t.meeting.going(lines.length)}</h2>
      <ul class="list">
        {lines.map((line) => (
          <LinkRow key={line.id} to={pathOf(line)} title={line.kind in t.meeting.kinds ? t.meeting.kinds[line.kind as keyof typeof t.meeting.kinds] : line.kind} note={line.title} isNoteVietnamese>
            <SafetyState safety={line.safety} />
          </LinkRow>
        ))}
      </ul>
    </section>
  );
}

// How the sending goes, or that there is no line.
function Line() {
  const t = useWords();
  const isOnline = useOnline();
  const sync = useSync();
  if (sync.at === "running") {
    return (
      <p class="note" role="status">
        <Icon name="clock" />
        <span>{t.meeting.sending}</span>
      </p>
    );
  }
  if (!isOnline) {
    return (
      <p class="note">
        <Icon name="warn" />
        <span>{t.meeting.noLine}</span>
      </p>
    );
  }
  return sync.at === "failed" ? <Refusal failure={sync.failure} /> : null;
}

function Submit({ id, refused, words }: { id: string; refused: string | null; words: string }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  const syncing = useSyncing();
  const submit = () =>
    act(async (engine) => {
      await engine.vault.step(id, "submit", []);
      // Without a line it goes by itself later; the record says that it is handed in already.
      void syncing.now().catch(() => undefined);
    });
  return (
    <>
      {refused && (
        <p class="small" id="cannot">
          {sentence(refused)}
        </p>
      )}
      <Refusal failure={failure} />
      <button
        type="button"
        class="btn"
        aria-disabled={refused !== null || busy}
        aria-describedby={refused ? "cannot" : undefined}
        onClick={() => refused === null && void submit()}
      >
        <Icon name="up" />
        {words}
      </button>
      <Link class="btn text" to="/">
        {t.meeting.toToday}
      </Link>
    </>
  );
}

// The engine says it as it stands inside a sentence.
function sentence(words: string): string {
  return `${words.slice(0, 1).toLocaleUpperCase()}${words.slice(1)}.`;
}

function OtherWays() {
  const t = useWords();
  return (
    <section>
      <h2>{t.meeting.withoutLine}</h2>
      <ul class="list">
        <LinkRow to="/safety" title={t.meeting.byPackage} note={t.meeting.byPackageNote} />
      </ul>
    </section>
  );
}

function Papers({ id, resolution }: { id: string; resolution: string | null }) {
  const t = useWords();
  const beside = kindOf(useSpecs(), "meeting")?.papers ?? [];
  const papers: [string, string][] = [[id, t.meeting.kinds.meeting]];
  if (resolution) papers.push([resolution, t.meeting.kinds.resolution]);
  return (
    <section>
      <h2>{t.meeting.onPaper}</h2>
      {papers.map(([of, words]) => (
        <div key={of} class="card">
          <h3>{words}</h3>
          <div class="btns two">
            <Link class="btn plain" to={`/paper/${of}`}>
              <Icon name="print" />
              {t.meeting.seeAndPrint}
            </Link>
            <ShareDocx id={of} name={words} />
          </div>
          {of === id && beside.length > 0 && (
            <nav class="btns two" aria-label={t.meeting.papers}>
              {beside.map((one) => (
                <Link key={one.code} class="btn plain" to={paperPath(id, one.code)}>
                  {one.words}
                </Link>
              ))}
            </nav>
          )}
        </div>
      ))}
    </section>
  );
}
