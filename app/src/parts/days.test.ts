import { describe, expect, it } from "vitest";
import { clockNow, daysBetween, dayShort, dayWords, momentWords, today } from "./days";

// 06:30 on 3 December in Vietnam is still the day before in Greenwich.
const EARLY = Date.UTC(2026, 11, 2, 23, 30);
const LATE = Date.UTC(2026, 11, 3, 16, 30);
const t = { records: { weekdays: ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"] } };

describe("days", () => {
  it("the day is that of Vietnam early and late, whatever the zone of the phone", () => {
    expect(today(EARLY)).toBe("2026-12-03");
    expect(today(LATE)).toBe("2026-12-03");
    expect([clockNow(EARLY), clockNow(LATE)]).toEqual(["06:30", "23:30"]);
    expect(clockNow(Date.UTC(2026, 11, 2, 17, 5))).toBe("00:05");
    expect(momentWords(EARLY)).toBe("06:30, 03/12/2026");
  });

  it("a day, a month and a year are written as people here write them", () => {
    expect(["2026-12-03", "2026-12", "2026", "hôm qua"].map(dayShort)).toEqual(["03/12/2026", "12/2026", "2026", "hôm qua"]);
    expect(dayWords("2026-12-03", t)).toBe("Thứ Năm, 03/12/2026");
  });

  it("days are counted over the end of a month and a year", () => {
    expect(daysBetween("2026-12-30", "2027-01-02")).toBe(3);
    expect(daysBetween("2026-03-01", "2026-02-28")).toBe(-1);
    expect(daysBetween("2026-12-03", "2026-12-03")).toBe(0);
  });
});
