// What somebody said, typed into the record: the entry is begun by the first letter, and goes on as a running text.

import { useRef } from "preact/hooks";
import type { Saying } from "../engine/types";
import { useEngine } from "../state/engine";
import { LiveText } from "../parts/LiveText";

type Props = {
  id: string;
  item: string;
  role: "y_kien" | "ket_luan";
  // The entry, or none while nothing was said.
  said: Saying | null;
  speaker?: string;
  label: string;
  rows: number;
  // Told when the first letters go, and the entry's name once it is there.
  onBegins?: () => void;
  onBegun?: (entry: string) => void;
};

export function SayingText({ id, item, role, said, speaker, label, rows, onBegins, onBegun }: Props) {
  const engine = useEngine();
  // The entry this field began: the record's own news of it must not change the field under the fingers.
  const begun = useRef<string | null>(said?.entry ?? null);
  const start = async (text: string) => {
    const fields = [
      { name: "item", value: item },
      { name: "role", value: role },
      { name: "text", value: text },
    ];
    if (speaker) fields.push({ name: "speaker", value: speaker });
    onBegins?.();
    begun.current ??= await engine.vault.add(id, "says", fields);
    onBegun?.(begun.current);
    return `says/${begun.current}/text`;
  };
  return (
    <LiveText
      id={id}
      place={said ? `says/${said.entry}/text` : null}
      begin={{ name: `says/${item}/${role}/${speaker ?? ""}`, start }}
      label={label}
      rows={rows}
    />
  );
}
