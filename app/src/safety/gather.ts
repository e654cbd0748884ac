// The parts of a package as they are read and shown: which there are, which are missing, which comes next. Whether they
// were read rightly, and what they make together, the engine says.

// `SENP1/ID/K/N/DATA/`: part K of N of the package ID.
const PART = /^SENP1\/([0-9A-F]{8})\/(\d{1,2})\/(\d{1,2})\//;

// Parts of one package, by their numbers from 1 on.
export type Gathered = { id: string; all: number; texts: ReadonlyMap<number, string> };

// What is there after one more text. A text that is no part changes nothing; a part that is read again takes the place of the
// one before, which may have been read wrongly; a part of another package begins anew.
export function gather(before: Gathered | null, text: string): Gathered | null {
  const [, id, number, all] = PART.exec(text) ?? [];
  if (id === undefined) return before;
  const same = before?.id === id && before.all === Number(all) ? before.texts : [];
  const at = Number(number);
  if (before && same === before.texts && before.texts.get(at) === text) return before;
  return { id, all: Number(all), texts: new Map([...same, [at, text]]) };
}

// The part that is shown after `at`, from 0 on, in steps of `by`, leaving out those the other phone has; `at` itself when it
// has all the others.
export function nextPart(at: number, by: 1 | -1, all: number, has: ReadonlySet<number>): number {
  for (let step = 1; step <= all; step += 1) {
    const next = (((at + by * step) % all) + all) % all;
    if (!has.has(next)) return next;
  }
  return at;
}
