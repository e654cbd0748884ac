// One item of the meeting: who said what, and what the chair concluded.

import { useState } from "preact/hooks";
import type { Item, Meeting, Saying } from "../engine/types";
import { SayingText } from "./SayingText";
import { LinkRow } from "../parts/LinkRow";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { fieldsOf, OWN } from "./conclusions";
import { itemPath, itemState } from "./Business";
import { OfMeeting } from "./OfMeeting";
import { placed } from "./Prepare";
import { SpeakerSheet } from "./SpeakerSheet";
import { StepPage } from "./steps";

export function ItemPage({ id, item }: { id: string; item: string }) {
  return <OfMeeting id={id}>{(meeting) => <Discussed key={item} meeting={meeting} of={item} />}</OfMeeting>;
}

function Discussed({ meeting, of }: { meeting: Meeting; of: string }) {
  const t = useWords();
  const items = placed(meeting.agenda);
  const at = items.findIndex((item) => item.key === of);
  const item = items[at];
  const following = items[at + 1];
  const { id } = meeting;
  if (!item) {
    return (
      <StepPage id={id} step="business">
        <p class="note">{t.meeting.itemGone}</p>
      </StepPage>
    );
  }
  const place = t.meeting.itemOf(at + 1, items.length);
  return (
    <StepPage
      id={id}
      step="business"
      title={item.title}
      soft={item.presenter ? `${place} · ${t.meeting.presents(item.presenter.name)}` : place}
      dock={
        following && (
          <Link class="btn" to={itemPath(id, following.key)}>
            {t.meeting.nextItem(at + 2, following.title)}
          </Link>
        )
      }
    >
      <Said meeting={meeting} item={item} />
      <Conclusion meeting={meeting} item={item} />
      <Neighbours id={id} items={items} at={at} />
    </StepPage>
  );
}

function Said({ meeting, item }: { meeting: Meeting; item: Item }) {
  const t = useWords();
  // The entry that is written at, or a new one.
  const [open, setOpen] = useState<Saying | "new" | null>(null);
  return (
    <section>
      <h2>{t.meeting.whoSaid}</h2>
      {item.opinions.length === 0 ? (
        <p class="soft">{t.meeting.nobodySpoke}</p>
      ) : (
        <ul class="list">
          {item.opinions.map((said) => {
            const speaker = said.speaker?.name ?? t.meeting.speakerUnnamed;
            return (
              <li key={said.entry} class="say">
                <header>
                  <strong>{speaker}</strong>
                  <button type="button" class="btn text" aria-label={t.meeting.editSaid(speaker)} onClick={() => setOpen(said)}>
                    {t.meeting.edit}
                  </button>
                </header>
                <p>{said.text}</p>
              </li>
            );
          })}
        </ul>
      )}
      <div class="btns two">
        <button type="button" class="btn plain" onClick={() => setOpen("new")}>
          <Icon name="plus" />
          {t.meeting.addSpeaker}
        </button>
        <Link class="btn plain" to={`/meetings/${meeting.id}/votes/new?subject=${encodeURIComponent(item.title)}`}>
          {t.meeting.steps.votes}
        </Link>
      </div>
      {open !== null && (
        <SpeakerSheet meeting={meeting} item={item} said={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </section>
  );
}

function Conclusion({ meeting, item }: { meeting: Meeting; item: Item }) {
  const t = useWords();
  const { conclusions } = item;
  // The entry that the empty field began, `OWN` while it has no name yet: its field stays the same one, whoever else
  // concludes meanwhile.
  const [own, setOwn] = useState<string | null>(null);
  const fields = fieldsOf(conclusions, own);
  const said = conclusions.map((one) => one.text).join(" ");
  return (
    <section class="card concl">
      {fields.map(({ key, said: one }) => (
        <SayingText
          key={key}
          id={meeting.id}
          item={item.key}
          role="ket_luan"
          said={one}
          label={t.meeting.conclusion}
          rows={4}
          {...(key === OWN ? { onBegins: () => setOwn(own ?? OWN), onBegun: setOwn } : {})}
        />
      ))}
      {conclusions.length > 1 && <p class="small">{t.meeting.conclusionsApart}</p>}
      {said.trim() !== "" && (
        <Link class="btn plain" to={`/tasks/new?from=${meeting.id}&what=${encodeURIComponent(said.slice(0, 300))}`}>
          <Icon name="plus" />
          {t.meeting.giveTask}
        </Link>
      )}
    </section>
  );
}

function Neighbours({ id, items, at }: { id: string; items: Item[]; at: number }) {
  const t = useWords();
  const near = items.map((item, index) => ({ item, index })).filter(({ index }) => Math.abs(index - at) === 1);
  return (
    <section>
      <h2>{t.meeting.otherItems}</h2>
      <ul class="list">
        {near.map(({ item, index }) => (
          <LinkRow key={item.key} to={itemPath(id, item.key)} title={`${index + 1}. ${item.title}`} note={itemState(item, t)} isVietnamese />
        ))}
      </ul>
      <Link class="btn text" to={`/meetings/${id}/business`}>
        {t.meeting.allItems(items.length)}
      </Link>
    </section>
  );
}
