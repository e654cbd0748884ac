// A choice shown as a line, and made in a sheet, which goes with it.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { Sheet } from "./Sheet";

type Props<T> = { label: string; chosen: string | null; onPick: (one: T | null) => void; children: (pick: (one: T | null) => void) => ComponentChildren };

export function Pick<T>({ label, chosen, onPick, children }: Props<T>) {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  const pick = (one: T | null) => {
    onPick(one);
    setOpen(false);
  };
  return (
    <>
      <span class="label">{label}</span>
      <button type="button" class="btn plain pick" aria-label={`${label}: ${chosen ?? t.records.nobody}`} onClick={() => setOpen(true)}>
        <span>{chosen ?? t.records.nobody}</span>
        <Icon name="pen" />
      </button>
      {isOpen && (
        <Sheet title={label} onClose={() => setOpen(false)}>
          {children(pick)}
        </Sheet>
      )}
    </>
  );
}
