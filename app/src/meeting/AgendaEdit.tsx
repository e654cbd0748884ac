// The order of business: items added, put in another place, given another title, taken off.

import { useRef, useState } from "preact/hooks";
import type { Item, Meeting } from "../engine/types";
import { useAct } from "../parts/act";
import { FieldError, Refusal } from "../parts/Refusal";
import { NotKept } from "../parts/NotKept";
import { Loading } from "../parts/Shown";
import { Sheet } from "../parts/Sheet";
import { useForm } from "../parts/useForm";
import { ValueInput } from "../parts/ValueInput";
import { PersonField } from "../parts/PersonField";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { placed } from "./Prepare";

export function AgendaEdit({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const [edited, setEdited] = useState<string | null>(null);
  const items = placed(meeting.agenda);
  const item = items.find((one) => one.key === edited);
  return (
    <section>
      <h2>{items.length > 0 ? t.meeting.items(items.length) : t.meeting.agenda}</h2>
      {items.length === 0 && <p class="soft">{t.meeting.noItems}</p>}
      <ol class="list">
        {items.map((one, index) => (
          <li key={one.key}>
            <button type="button" class="line row" onClick={() => setEdited(one.key)}>
              <span class="mark" aria-hidden="true">
                {index + 1}
              </span>
              <span>
                <strong>{one.title}</strong>
                {one.presenter && <small>{one.presenter.name}</small>}
              </span>
              <Icon name="pen" />
            </button>
          </li>
        ))}
      </ol>
      <AddItem meeting={meeting} />
      {item && <ItemSheet meeting={meeting} items={items} item={item} onClose={() => setEdited(null)} />}
    </section>
  );
}

function AddItem({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const { act, failure, busy } = useAct();
  const form = useForm("agenda", meeting.id);
  const title = useRef<HTMLInputElement>(null);
  const add = (said: string) =>
    act(async (engine) => {
      await engine.vault.take_agenda(meeting.id, [said]);
      form.forget();
      if (title.current) title.current.value = "";
    });
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        void add(title.current?.value ?? "");
      }}
    >
      <label for="new-item">{t.meeting.newItem}</label>
      <div class="find">
        {form.kept ? (
          <input
            id="new-item"
            ref={title}
            autocomplete="off"
            enterkeyhint="done"
            defaultValue={form.kept["title"] ?? ""}
            onInput={(event) => form.keep([{ name: "title", value: event.currentTarget.value }])}
          />
        ) : (
          <Loading />
        )}
        <button type="submit" class="btn plain" aria-disabled={busy}>
          <Icon name="plus" />
          {t.meeting.add}
        </button>
      </div>
      <FieldError failure={failure} name={["title", "subject"]} />
      <Refusal failure={failure} fields={["title", "subject"]} />
      <NotKept form={form} />
    </form>
  );
}

type ItemSheetProps = { meeting: Meeting; items: Item[]; item: Item; onClose: () => void };

function ItemSheet({ meeting, items, item, onClose }: ItemSheetProps) {
  const t = useWords();
  const { act, failure } = useAct();
  const at = items.indexOf(item);
  const put = (order: Item[]) =>
    act((engine) => {
      const fields = order.map((one, index) => ({ name: `agenda/${one.key}/order`, value: String(index + 1) }));
      return engine.vault.set(meeting.id, fields);
    });
  const move = (to: number) => {
    const order = items.filter((one) => one !== item);
    order.splice(to, 0, item);
    void put(order);
  };
  const remove = () =>
    act(async (engine) => {
      await engine.vault.set(meeting.id, [{ name: `agenda/${item.key}/removed`, value: "true" }]);
      onClose();
    });
  return (
    <Sheet title={t.meeting.editItem} onClose={onClose}>
      <ValueInput id={meeting.id} place={`agenda/${item.key}/title`} label={t.meeting.itemTitle} value={item.title} />
      <PersonField id={meeting.id} place={`agenda/${item.key}/presenter`} label={t.meeting.presenter} person={item.presenter} />
      <div class="btns two">
        <button type="button" class="btn plain" aria-disabled={at === 0} onClick={() => at > 0 && move(at - 1)}>
          {t.meeting.up}
        </button>
        <button
          type="button"
          class="btn plain"
          aria-disabled={at === items.length - 1}
          onClick={() => at < items.length - 1 && move(at + 1)}
        >
          {t.meeting.down}
        </button>
      </div>
      <p class="small" role="status">
        {t.meeting.itemAt(at + 1, items.length)}
      </p>
      <Refusal failure={failure} />
      <button type="button" class="btn" onClick={onClose}>
        {t.meeting.done}
      </button>
      <button type="button" class="btn danger" onClick={() => void remove()}>
        {t.meeting.removeItem}
      </button>
      <p class="small">{t.meeting.removeNote}</p>
    </Sheet>
  );
}
