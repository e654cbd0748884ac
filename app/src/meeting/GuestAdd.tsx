// Adding a guest to the roll by name.

import { useState } from "preact/hooks";
import { useAct } from "../parts/act";
import { FieldError, Refusal } from "../parts/Refusal";
import { Sheet } from "../parts/Sheet";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { GUEST } from "./roll";

export function GuestAdd({ id }: { id: string }) {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  const { act, failure, busy } = useAct();
  const add = (form: HTMLFormElement) =>
    act(async (engine) => {
      const person = await engine.worker.guest(new FormData(form).get("name") as string);
      await engine.vault.mark_attendance(id, [{ person, attendance: GUEST }]);
      setOpen(false);
    });
  return (
    <>
      <button type="button" class="btn plain" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t.meeting.addGuest}
      </button>
      {isOpen && (
        <Sheet title={t.meeting.addGuest} onClose={() => setOpen(false)}>
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              void add(event.currentTarget);
            }}
          >
            <div class="field">
              <label for="guest">{t.meeting.guestName}</label>
              <input id="guest" name="name" autocomplete="off" enterkeyhint="done" aria-invalid={failure !== null} />
              <FieldError failure={failure} name={["name", "person", "person_name"]} />
            </div>
            <p class="small">{t.meeting.guestNote}</p>
            <Refusal failure={failure} fields={["name", "person", "person_name"]} />
            <button type="submit" class="btn" aria-disabled={busy}>
              {t.meeting.addGuest}
            </button>
          </form>
        </Sheet>
      )}
    </>
  );
}
