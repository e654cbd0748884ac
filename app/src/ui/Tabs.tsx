// The four screens that everything else stands below.

import { useWords } from "../words";
import { Icon, type IconName } from "./Icon";
import { Link } from "./Link";

export type Tab = "today" | "meetings" | "members" | "tasks";

const TABS: [Tab, string, IconName][] = [
  ["today", "/", "home"],
  ["meetings", "/meetings", "book"],
  ["members", "/members", "people"],
  ["tasks", "/tasks", "tasks"],
];

export function Tabs({ current, label }: { current: Tab; label: string }) {
  const t = useWords();
  return (
    <nav class="tabs" aria-label={label}>
      {TABS.map(([tab, to, icon]) => (
        <Link key={tab} to={to} current={tab === current}>
          <Icon name={icon} />
          {t.shell.tabs[tab]}
        </Link>
      ))}
    </nav>
  );
}
