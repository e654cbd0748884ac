// The enrolment code in hand: from the link or as it was read, kept for this window until somebody is enrolled with it, so
// that a page that was killed or has no line goes on with it. It is taken out of the address at once; what the browser wrote
// into its list of visited pages before is not the page's to take back, so a code is good once and for a day.

import { Store } from "../state/store";

const CODE = "sen.code";
const BOOK = "sen.code.book";

export const codeInHand = new Store(kept(CODE));

// Whether somebody is to be added on a phone where others have their books. A code that is
// for a book that is there waits behind its PIN.
export const isAdding = new Store(codeInHand.value !== "" && kept(BOOK) === "");

// Takes a code out of the address, at the start and when a link is opened while the app runs.
export function takeLinkedCode(): void {
  if (!location.hash.startsWith("#SEN1-")) return;
  const code = location.hash.slice(1);
  history.replaceState(history.state, "", location.pathname + location.search);
  if (code !== codeInHand.value) keep(BOOK, "");
  keepCode(code);
  isAdding.set(kept(BOOK) === "");
}

export function keepCode(code: string): void {
  keep(CODE, code);
  codeInHand.set(code);
}

// The code in hand is for a book that is there: it waits behind that book's PIN.
export function keepFor(profile: string): void {
  keep(BOOK, profile);
}

export function isFor(profile: string): boolean {
  return codeInHand.value !== "" && kept(BOOK) === profile;
}

// Nothing is to be done with it any more: it is used, refused, or somebody else's.
export function forgetCode(): void {
  keep(BOOK, "");
  keepCode("");
}

// A browser that keeps nothing for this page gives an error instead of an answer; then the code holds until it is closed.
function kept(name: string): string {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function keep(name: string, value: string): void {
  try {
    if (value === "") sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, value);
  } catch {
    return;
  }
}
