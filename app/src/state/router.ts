// Which screen is shown: the address below /app/. One address a screen, so that a page that was killed comes back to it.

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

const here = new Store<Route>(routeOf(new URL(location.href)));

addEventListener("popstate", () => here.set(routeOf(new URL(location.href))));

// Goes to a path below the base; in place of the present one where Back must not lead to it again.
export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, "", hrefOf(to));
  else history.pushState(null, "", hrefOf(to));
  here.set(routeOf(new URL(location.href)));
}

export function useRoute(): Route {
  return useStore(here);
}
