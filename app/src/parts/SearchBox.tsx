// A field to find by name or words, marks or no marks; the field itself is never written to.

import { useId, useRef } from "preact/hooks";
import { Icon } from "../ui/Icon";

const PAUSE_MS = 150;

type Props = { label: string; value: string; onFind: (text: string) => void; placeholder?: string };

export function SearchBox({ label, value, onFind, placeholder = label }: Props) {
  const id = useId();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const find = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onFind(text), PAUSE_MS);
  };
  return (
    <form
      class="searchbox"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        clearTimeout(timer.current);
        onFind(new FormData(event.currentTarget).get("q") as string);
      }}
    >
      <Icon name="search" />
      <label class="unseen" for={id}>
        {label}
      </label>
      <input
        id={id}
        name="q"
        type="search"
        placeholder={placeholder}
        defaultValue={value}
        autocomplete="off"
        onInput={(event) => find(event.currentTarget.value)}
      />
    </form>
  );
}
