// A link to a screen of this app: the page stays, the address changes.

import type { ComponentChildren } from "preact";
import { go, goUp, hrefOf } from "../state/router";

// `up` is the bar's way back.
type Props = { to: string; class?: string | undefined; current?: boolean; up?: boolean; label?: string; children: ComponentChildren };

export function Link({ to, class: look, current = false, up = false, label, children }: Props) {
  return (
    <a
      href={hrefOf(to)}
      class={look}
      aria-current={current ? "page" : undefined}
      aria-label={label}
      onClick={(event) => {
        // A link that is opened elsewhere is the browser's.
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        if (up) goUp(to);
        else go(to);
      }}
    >
      {children}
    </a>
  );
}
