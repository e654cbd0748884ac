import { describe, expect, it } from "vitest";
import type { RecordEntry, RecordLine } from "../engine/types";
import { taskOf, unmade } from "./assign";

function entry(fields: Record<string, string>): RecordEntry {
  const field = ([name, value]: [string, string]) => ({ name, value, label: name, words: value, disputed: false });
  return { name: "e", fields: Object.entries(fields).map(field) };
}

describe("tasks of a resolution", () => {
  it("a task takes over who, what and when, and says where it comes from", () => {
    const made = taskOf(entry({ what: "Sửa\n đèn", lead: "M1", due: "2026-12-15", partners: "Tổ 2" }), "R1", "2026-12-03");
    expect(made).toEqual([
      { name: "what", value: "Sửa đèn" },
      { name: "lead", value: "M1" },
      { name: "due", value: "2026-12-15" },
      { name: "from", value: "R1" },
      { name: "given_on", value: "2026-12-03" },
    ]);
  });

  it("what a task was made of is not made again", () => {
    const entries = [entry({ what: "Sửa  đèn" }), entry({ what: "Trữ nước" }), entry({ what: " " })];
    const open = unmade(entries, [{ title: "Sửa đèn" } as RecordLine]);
    expect(open).toEqual([entries[1]]);
  });
});
