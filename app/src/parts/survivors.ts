// Which characters of a text still stand in a later one: by Myers' shortest script, between what both begin and end with.

// Beyond so many changed characters what lies between counts as written anew.
const CHANGED_MAX = 1000;

// For every UTF-16 unit of `before`, where it stands in `after`; -1 for what is gone. No character of two units is cut.
export function survivors(before: string, after: string): number[] {
  const [old, now] = [Array.from(before), Array.from(after)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const middle = matches(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  const found = old.map((_, index) => {
    if (index < head) return index;
    if (index >= old.length - tail) return index - old.length + now.length;
    const at = middle[index - head] ?? -1;
    return at < 0 ? -1 : at + head;
  });
  return inUnits(found, old, now);
}

function inUnits(found: number[], old: string[], now: string[]): number[] {
  const starts: number[] = [];
  now.reduce((at, character) => {
    starts.push(at);
    return at + character.length;
  }, 0);
  return found.flatMap((at, index) => {
    const start = starts[at] ?? -1;
    return old[index]?.length === 2 ? [start, start < 0 ? -1 : start + 1] : [start];
  });
}

// Of two texts that neither begin nor end alike.
function matches(old: string[], now: string[]): number[] {
  const found = old.map(() => -1);
  const furthest = paths(old, now);
  if (!furthest) return found;
  let [x, y] = [old.length, now.length];
  for (let changes = furthest.length - 1; changes >= 0; changes -= 1) {
    const reached = furthest[changes] ?? [];
    const from = (diagonal: number) => reached[diagonal + changes] ?? -1;
    const diagonal = x - y;
    const isDown = changes > 0 && (diagonal === -changes || (diagonal !== changes && from(diagonal - 1) < from(diagonal + 1)));
    const startX = changes === 0 ? 0 : isDown ? from(diagonal + 1) : from(diagonal - 1) + 1;
    const startY = startX - diagonal;
    while (x > startX && y > startY) {
      x -= 1;
      y -= 1;
      found[x] = y;
    }
    if (changes === 0) break;
    x = isDown ? startX : startX - 1;
    y = isDown ? startY - 1 : startY;
  }
  return found;
}

// How far each diagonal came before every further change; nothing where there are too many.
function paths(old: string[], now: string[]): number[][] | null {
  const before: number[][] = [];
  let reached: number[] = [0];
  for (let changes = 0; changes <= CHANGED_MAX; changes += 1) {
    before.push(reached);
    const next: number[] = [];
    // The last round's diagonals run from 1 - changes to changes - 1; the first round begins at nothing.
    const from = (diagonal: number) => (changes === 0 ? 0 : (reached[diagonal + changes] ?? -1));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const isDown = changes > 0 && (diagonal === -changes || (diagonal !== changes && from(diagonal - 1) < from(diagonal + 1)));
      let x = changes === 0 ? 0 : isDown ? from(diagonal + 1) : from(diagonal - 1) + 1;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1;
      next[diagonal + changes + 1] = x;
      if (x >= old.length && x - diagonal >= now.length) return before;
    }
    reached = next;
  }
  return null;
}
