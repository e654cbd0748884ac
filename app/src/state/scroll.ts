// How far down each entry of the history was read, so that going back finds a screen where it was left.
//
// The browser would do it before the screen has its rows again; here it is tried until they are there, or until the person
// moves by themselves.

// Rows that take longer than this are not waited for.
const PATIENCE_MS = 3_000;

const tops = new Map<string, number>();
let here = "";
// A screen that is being left becomes shorter under the eyes; that is nobody's doing.
let isSettled = false;
let end: (() => void) | null = null;

// From here on what is read belongs to this entry.
export function enter(entry: string): void {
  end?.();
  here = entry;
  isSettled = false;
}

// This entry shows something else now, which begins at its top.
export function forget(entry: string): void {
  tops.delete(entry);
}

export function noteTop(top: number): void {
  // What is short only because its rows are on their way was not left so.
  if (isSettled && end === null) tops.set(here, top);
}

// A screen has come: to where it was left, or to its top.
export function settle(): void {
  end?.();
  isSettled = true;
  const top = tops.get(here) ?? 0;
  scrollTo(0, top);
  if (top === 0 || scrollY >= top) return;
  const grown = new ResizeObserver(() => {
    scrollTo(0, top);
    if (scrollY >= top) end?.();
  });
  const timer = setTimeout(() => end?.(), PATIENCE_MS);
  const moves = ["wheel", "touchmove", "pointerdown", "keydown"];
  const stop = () => {
    end = null;
    grown.disconnect();
    clearTimeout(timer);
    for (const move of moves) removeEventListener(move, stop);
  };
  end = stop;
  for (const move of moves) addEventListener(move, stop, { passive: true });
  grown.observe(document.body);
}
