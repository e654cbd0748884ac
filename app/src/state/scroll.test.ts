import { beforeEach, expect, it, vi } from "vitest";

let scroll: typeof import("./scroll");
// How far down the page can be scrolled, and is.
let most = 0;
let grow: () => void = () => undefined;

beforeEach(async () => {
  vi.resetModules();
  vi.useFakeTimers();
  most = 0;
  const to = (_: number, top: number) => vi.stubGlobal("scrollY", Math.min(top, most));
  to(0, 0);
  vi.stubGlobal("scrollTo", to);
  vi.stubGlobal("document", { body: null });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  vi.stubGlobal("ResizeObserver", function (this: Record<string, () => void>, grown: () => void) {
    grow = grown;
    this["observe"] = () => undefined;
    this["disconnect"] = () => (grow = () => undefined);
  });
  scroll = await import("./scroll");
});

// Reads a long list, opens something of it, and goes back.
function readThenComeBack(): void {
  scroll.enter("list");
  scroll.settle();
  scroll.noteTop(700);
  scroll.enter("one");
  scroll.noteTop(40);
  scroll.settle();
  scroll.enter("list");
  scroll.noteTop(0);
  scroll.settle();
}

it("a screen that is come back to is where it was left once its rows are there again", () => {
  readThenComeBack();
  expect(scrollY).toBe(0);
  most = 900;
  grow();
  expect(scrollY).toBe(700);
});

it("rows that come late do not pull anybody away from what they are reading", () => {
  readThenComeBack();
  vi.advanceTimersByTime(3000);
  most = 900;
  grow();
  expect(scrollY).toBe(0);
});

it("a screen that was not seen before begins at its top", () => {
  most = 900;
  scroll.enter("list");
  scroll.settle();
  scroll.noteTop(700);
  scroll.enter("one");
  scroll.settle();
  expect(scrollY).toBe(0);
});
