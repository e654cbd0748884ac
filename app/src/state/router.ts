// Which screen is shown: the address below /app/. One address a screen, so that a page that was killed comes back to it.

import { enter, forget, noteTop } from "./scroll";
import { Store, useStore } from "./store";

const BASE = "/app";

export type Route = {
  // Below the base, beginning with a slash; without a slash at the end.
  path: string;
  // What stands behind the question mark.
  query: URLSearchParams;
};

// The route an address of this app means.
export function routeOf(address: URL): Route {
  const path = address.pathname.startsWith(`${BASE}/`) ? address.pathname.slice(BASE.length) : "";
  return { path: path.replace(/\/+$/, "") || "/", query: address.searchParams };
}

// The address of a path below the base.
export function hrefOf(to: string): string {
  return to === "/" ? `${BASE}/` : BASE + to;
}

// The parts of a path that stand for the names of a pattern: `/meetings/:id`; nothing where it does not fit.
export function matched(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const found = path.split("/");
  if (wanted.length !== found.length) return null;
  const names: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const given = found[at] ?? "";
    if (part.startsWith(":")) {
      const name = given === "" ? null : decoded(given);
      if (name === null) return null;
      names[part.slice(1)] = name;
    } else if (part !== given) {
      return null;
    }
  }
  return names;
}

// An address that somebody cut off within a letter is no screen.
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

// An entry of the history of this page: its own name, and the path it was reached from.
type Entry = { entry: string; from: string | null };

const here = new Store<Route>(routeOf(new URL(location.href)));
let entries = 0;

function entryOf(state: unknown): Entry | null {
  return typeof state === "object" && state !== null && "entry" in state ? (state as Entry) : null;
}

function fresh(from: string | null): Entry {
  entries += 1;
  return { entry: `${Date.now()}-${entries}`, from };
}

// The name of the entry that is shown; one that something else made is given a name.
function named(): string {
  const known = entryOf(history.state);
  if (known) return known.entry;
  const entry = fresh(null);
  history.replaceState(entry, "", location.href);
  return entry.entry;
}

// Begins to follow the history; once, before anything is shown.
export function followHistory(): void {
  history.scrollRestoration = "manual";
  enter(named());
  addEventListener("scroll", () => noteTop(scrollY), { passive: true });
  addEventListener("popstate", () => {
    enter(named());
    here.set(routeOf(new URL(location.href)));
  });
}

// Goes to a path below the base; in place of the present one where Back must not lead to it again.
export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) {
    history.replaceState(history.state, "", hrefOf(to));
    forget(named());
  } else {
    const entry = fresh(here.value.path);
    history.pushState(entry, "", hrefOf(to));
    enter(entry.entry);
  }
  here.set(routeOf(new URL(location.href)));
}

// Goes up to a path: by the history where that is where the person came from, so that the screen is found as it was left.
export function goUp(to: string): void {
  if (entryOf(history.state)?.from === to) history.back();
  else go(to);
}

export function useRoute(): Route {
  return useStore(here);
}
