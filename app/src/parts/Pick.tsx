// A choice shown as a line, and made in a sheet.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { Sheet } from "./Sheet";

type Props = { label: string; chosen: string | null; children: (close: () => void) => ComponentChildren };

export function Pick({ label, chosen, children }: Props) {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <span class="label">{label}</span>
      <button type="button" class="btn plain pick" aria-label={`${label}: ${chosen ?? t.records.nobody}`} onClick={() => setOpen(true)}>
        <span>{chosen ?? t.records.nobody}</span>
        <Icon name="pen" />
      </button>
      {isOpen && (
        <Sheet title={label} onClose={close}>
          {children(close)}
        </Sheet>
      )}
    </>
  );
}
