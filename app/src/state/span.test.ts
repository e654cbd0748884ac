import { expect, it } from "vitest";
import { spanOf } from "./span";

it("a span is never rounded up, and never less than nothing", () => {
  expect(spanOf(59_999)).toEqual({ days: 0, hours: 0, minutes: 0 });
  expect(spanOf(3_600_000 - 1)).toEqual({ days: 0, hours: 0, minutes: 59 });
  expect(spanOf(2 * 86_400_000 - 1)).toEqual({ days: 1, hours: 23, minutes: 59 });
  expect(spanOf(-5 * 60_000)).toEqual({ days: 0, hours: 0, minutes: 0 });
});
