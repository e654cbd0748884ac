// The enrolment code as it comes by a link, and whether it is of the ward whose app this is.

const KEPT = "sen.code";

// A code that came behind the address: kept for this window, and taken out of what is shown and of the history.
export function takeLinkedCode(): void {
  if (!location.hash.startsWith("#SEN1-")) return;
  sessionStorage.setItem(KEPT, location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
}

export function linkedCode(): string {
  return sessionStorage.getItem(KEPT) ?? "";
}

export function forgetLinkedCode(): void {
  sessionStorage.removeItem(KEPT);
}

// Every name and address of the machine itself.
const THIS_MACHINE = /^(localhost|127(\.\d+){3}|\[::1\])$/;

// Whether the app of `here` may enrol with a code of the server at `url`: the page speaks with its own server alone.
export function isOfThisServer(url: string, here: { protocol: string; host: string; hostname: string }): boolean {
  try {
    const there = new URL(url);
    if (THIS_MACHINE.test(there.hostname)) return THIS_MACHINE.test(here.hostname);
    return there.host === here.host && there.protocol === here.protocol;
  } catch {
    return false;
  }
}

// Whether the page is shown inside another app, whose storage is its own and goes with it.
export function isEmbedded(agent: string): boolean {
  return /; wv\)|\bZalo\b|FBAN|FBAV|Instagram|Line\//.test(agent) || (/iPhone|iPad/.test(agent) && !/Safari\//.test(agent));
}
