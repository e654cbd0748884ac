import { describe, expect, it } from "vitest";
import { cleaned, figure, leafOf, pressed, sum } from "./pad";

describe("the number pad", () => {
  it("digits stand behind each other, three at most, without a zero before them", () => {
    expect(["2", "0", "7", "1"].reduce(pressed, "")).toBe("207");
    expect(["0", "0", "5"].reduce(pressed, "")).toBe("5");
    expect(pressed("", "0")).toBe("0");
  });

  it("only digits of what is typed are a figure", () => {
    expect(cleaned(" 1o2 ")).toBe("12");
    expect(cleaned("-3")).toBe("3");
  });

  it("an empty field is no figure, and zero is one", () => {
    expect(figure("")).toBeNull();
    expect(figure("0")).toBe(0);
  });

  it("the sum waits for the first figure", () => {
    expect(sum([null, null, null])).toBeNull();
    expect(sum([20, null, 1])).toEqual({ terms: "20 + 0 + 1", total: 21 });
  });

  it("a figure stands where the record names it", () => {
    expect(leafOf({ key: "ket_nap:le thi sen" }, "agree")).toBe("ket_nap:le thi sen/for");
    expect(leafOf({ key: "nghi_quyet" }, "against")).toBe("nghi_quyet/against");
  });
});
