// Who is at the phone; leads to switching the person and to the settings.

import { useSession } from "../state/useSession";
import { useWords } from "../words";
import { Icon } from "./Icon";
import { Link } from "./Link";

export function Me() {
  const t = useWords();
  const session = useSession();
  if (session.at !== "open") return null;
  return (
    <Link class="me" to="/settings">
      <span class="mark lotus" aria-hidden="true">
        <Icon name="person" />
      </span>
      <span>
        <strong>{session.account?.person ?? session.profile.name}</strong>
        <small>{t.shell.me}</small>
      </span>
    </Link>
  );
}
