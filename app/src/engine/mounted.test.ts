import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failed } from "./failed";
import { mounted } from "./mounted";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

// The files, which somebody else has for the first so many tries.
function files(code: string, tries: number) {
  return vi.fn(() => (tries-- > 0 ? Promise.reject(failed(code, "not now")) : Promise.resolve()));
}

describe("the browser's files", () => {
  it("are opened once the page that was left has let go of them", async () => {
    const mount = files("in_use", 3);
    const opened = mounted(mount);
    await vi.advanceTimersByTimeAsync(150);
    await opened;
    expect(mount).toHaveBeenCalledTimes(4);
  });

  it("are told to be in use by whoever keeps them", async () => {
    const mount = files("in_use", Infinity);
    const opened = expect(mounted(mount)).rejects.toMatchObject({ failure: { code: "in_use" } });
    await vi.advanceTimersByTimeAsync(1_500);
    await opened;
  });

  it("that a browser does not keep are not asked for again", async () => {
    const mount = files("unsupported", 1);
    await expect(mounted(mount)).rejects.toMatchObject({ failure: { code: "unsupported" } });
    expect(mount).toHaveBeenCalledTimes(1);
  });
});
