// Which fields an item's conclusions have on the screen.

import type { Saying } from "../engine/types";

// The key of the field that was empty when the screen came.
export const OWN = "own";

// A field for every conclusion, by its entry; and one to begin with where there is none, which keeps its place once begun.
export function fieldsOf(conclusions: readonly Saying[], own: string | null): { key: string; said: Saying | null }[] {
  const fields = conclusions.map((said) => ({ key: said.entry === own ? OWN : said.entry, said }));
  const isOpen = own !== null && !fields.some(({ key }) => key === OWN);
  return fields.length === 0 || isOpen ? [...fields, { key: OWN, said: null }] : fields;
}
