import { describe, expect, it } from "vitest";
import type { Attendance } from "../engine/types";
import { isSameLine, mark, named, overlaid, passes, tapped } from "./roll";

function line(attendance: string, key = "a", kind = COUNTS[attendance] ?? "unknown"): Attendance {
  return { person: { key, name: "Lê Thị Sen" }, standing: "chinh_thuc", attendance, counts_as: kind, reason: null, recorded: true };
}

// As the engine says it.
const COUNTS: Record<string, string> = {
  co_mat: "present",
  co_mat_truc_tuyen: "present",
  vang_co_ly_do: "absent",
  chua_diem_danh: "open",
  mien: "aside",
};

describe("the roll", () => {
  it("a tap makes a person present, another takes it back", () => {
    expect(tapped(line("chua_diem_danh")).attendance).toBe("co_mat");
    expect(tapped(line("co_mat")).attendance).toBe("chua_diem_danh");
    expect(tapped(line("co_mat_truc_tuyen")).attendance).toBe("chua_diem_danh");
    expect(tapped(line("vang_co_ly_do")).attendance).toBe("co_mat");
  });

  it("a tap keeps the person's standing", () => {
    expect(tapped({ ...line("chua_diem_danh"), standing: "du_bi" }).standing).toBe("du_bi");
  });

  it("a line passes as the engine counts it", () => {
    for (const code of ["mien", "ma_moi"]) {
      for (const filter of ["present", "absent", "open"] as const) expect(passes(line(code), filter)).toBe(false);
    }
    expect(passes(line("ma_moi", "a", "present"), "present")).toBe(true);
  });

  it("a row is drawn anew for whatever it shows, and for an answer that says the same not", () => {
    const shown = line("vang_co_ly_do");
    expect(isSameLine(shown, structuredClone(shown))).toBe(true);
    const others: Partial<Attendance>[] = [
      { person: { key: "b", name: "Lê Thị Sen" } },
      { person: { key: "a", name: "Lê Thị Sâm" } },
      { standing: "du_bi" },
      { attendance: "co_mat" },
      { counts_as: "present" },
      { reason: "Ốm" },
      { recorded: false },
    ];
    for (const other of others) expect(isSameLine(shown, { ...shown, ...other }), JSON.stringify(other)).toBe(false);
    expect(Object.keys(shown).length, "each field is compared").toBe(others.length - 1);
  });

  it("a mark that is on its way lies over the line of its person only", () => {
    const [one, two] = [line("chua_diem_danh", "a"), line("chua_diem_danh", "b")];
    const shown = overlaid([one, two], new Map([["b", mark(two, "vang_co_ly_do", "Ốm")]]));
    expect(shown.map(({ attendance, counts_as: kind, reason }) => [attendance, kind, reason])).toEqual([
      ["chua_diem_danh", "open", null],
      ["vang_co_ly_do", "absent", "Ốm"],
    ]);
  });

  it("the given name is the last word, and a name of one word is given", () => {
    expect(named("Hồ Thị Kiều Oanh ")).toEqual({ before: "Hồ Thị Kiều ", given: "Oanh" });
    expect(named("Đượm")).toEqual({ before: "", given: "Đượm" });
  });
});
