import { describe, expect, it } from "vitest";
import type { Saying } from "../engine/types";
import { fieldsOf, OWN } from "./conclusions";

const said = (entry: string) => ({ entry, text: entry }) as Saying;
const shown = (entries: string[], own: string | null) => fieldsOf(entries.map(said), own).map((field) => [field.key, field.said?.entry ?? null]);

describe("the fields of an item's conclusions", () => {
  it("begin with an empty one, which stays the same field when its entry is there", () => {
    expect(shown([], null)).toEqual([[OWN, null]]);
    expect(shown([], OWN)).toEqual([[OWN, null]]);
    expect(shown(["mine"], "mine")).toEqual([[OWN, "mine"]]);
  });

  it("show a colleague's beside one's own, whichever comes first, and each in a field of its own", () => {
    expect(shown(["theirs"], null)).toEqual([["theirs", "theirs"]]);
    expect(shown(["theirs"], OWN)).toEqual([["theirs", "theirs"], [OWN, null]]);
    expect(shown(["theirs", "mine"], "mine")).toEqual([["theirs", "theirs"], [OWN, "mine"]]);
    expect(shown(["mine", "theirs"], "mine")).toEqual([[OWN, "mine"], ["theirs", "theirs"]]);
  });
});
