import { describe, expect, it } from "vitest";
import type { Attendance } from "../engine/types";
import { mark, named, overlaid, passes, standing, tapped } from "./roll";

function line(attendance: string, key = "a"): Attendance {
  return { person: { key, name: "Lê Thị Sen" }, standing: "chinh_thuc", attendance, reason: null, recorded: true };
}

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

  it("whoever need not come is in no total", () => {
    for (const code of ["mien", "tam_mien", "tam_thoi_di", "dac_biet", "ma_moi"]) {
      expect(standing(line(code))).toBe("aside");
      for (const filter of ["present", "absent", "open"] as const) expect(passes(line(code), filter)).toBe(false);
    }
  });

  it("a mark that is on its way lies over the line of its person only", () => {
    const [one, two] = [line("chua_diem_danh", "a"), line("chua_diem_danh", "b")];
    const shown = overlaid([one, two], new Map([["b", mark(two, "vang_co_ly_do", "Ốm")]]));
    expect(shown.map(({ attendance, reason }) => [attendance, reason])).toEqual([
      ["chua_diem_danh", null],
      ["vang_co_ly_do", "Ốm"],
    ]);
  });

  it("the given name is the last word, and a name of one word is given", () => {
    expect(named("Hồ Thị Kiều Oanh ")).toEqual({ before: "Hồ Thị Kiều ", given: "Oanh" });
    expect(named("Đượm")).toEqual({ before: "", given: "Đượm" });
  });
});
