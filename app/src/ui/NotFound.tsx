// An address that is no screen.

import { useWords } from "../words";
import { Link } from "./Link";
import { Page } from "./Page";

export function NotFound() {
  const t = useWords();
  return (
    <Page title={t.shell.notFound} tab="today">
      <p>{t.shell.notFoundNote}</p>
      <Link class="btn" to="/">
        {t.shell.tabs.today}
      </Link>
    </Page>
  );
}
