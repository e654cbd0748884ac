// One screen: the bar with the truth about what is kept, one heading, the content, and the one next thing below.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { settle } from "../state/scroll";
import { useWords } from "../words";
import { Icon } from "./Icon";
import { Link } from "./Link";
import { Me } from "./Me";
import { SafetyBadge } from "./SafetyBadge";
import { type Tab, Tabs } from "./Tabs";

type Props = {
  title: string;
  // A few words above the title.
  eyebrow?: string | undefined;
  // What follows under the title.
  soft?: ComponentChildren;
  // An ornament under the title.
  under?: ComponentChildren;
  // Where Back leads; without it the person is shown instead.
  back?: { to: string; label: string } | undefined;
  tab?: Tab;
  dock?: ComponentChildren;
  // What sticks under the bar.
  bar?: ComponentChildren;
  withPad?: boolean;
  children: ComponentChildren;
};

export function Page({ title, eyebrow, soft, under, back, tab, dock, bar, withPad = false, children }: Props) {
  const t = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Sen`;
  }, [title]);
  useEffect(() => {
    // Whoever reads by ear hears where they are; nothing is scrolled by it.
    heading.current?.focus({ preventScroll: true });
    settle();
  }, []);
  return (
    <div class={withPad ? "screen with-pad" : "screen"}>
      <header class="bar">
        {back ? (
          <Link class="back" to={back.to} up>
            <Icon name="back" />
            {back.label}
          </Link>
        ) : (
          <Me />
        )}
        <SafetyBadge />
      </header>
      {bar}
      <main>
        <div class="title">
          {eyebrow && <p class="eyebrow">{eyebrow}</p>}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {soft && <div class="soft">{soft}</div>}
          {under}
        </div>
        {children}
      </main>
      {dock && <footer class="dock">{dock}</footer>}
      {tab && <Tabs current={tab} label={t.shell.mainParts} />}
    </div>
  );
}
