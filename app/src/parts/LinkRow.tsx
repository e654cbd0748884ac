// One row of a list that leads to a screen: what it is, and what is to be known before it is opened.

import type { ComponentChildren } from "preact";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";

type Props = {
  to: string;
  title: string;
  note?: string | null | undefined;
  // The title is what somebody wrote, and so Vietnamese on every page.
  isVietnamese?: boolean;
  // The note is.
  isNoteVietnamese?: boolean;
  // A sign before it, with the tone it has.
  mark?: { tone: string; sign: ComponentChildren } | undefined;
  children?: ComponentChildren;
};

export function LinkRow({ to, title, note, isVietnamese = false, isNoteVietnamese = false, mark, children }: Props) {
  return (
    <li>
      <Link to={to}>
        {mark && (
          <span class={`mark ${mark.tone}`} aria-hidden="true">
            {mark.sign}
          </span>
        )}
        <span>
          <strong lang={isVietnamese ? "vi" : undefined}>{title}</strong>
          {note && <small lang={isNoteVietnamese ? "vi" : undefined}>{note}</small>}
          {children}
        </span>
        <Icon name="next" />
      </Link>
    </li>
  );
}
