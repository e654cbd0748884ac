import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Heard } from "./engine";
import type { Session } from "./session";
import { Store } from "./store";

const FIRST: Session = { at: "locked", profiles: [] };
const SECOND: Session = { at: "locked", profiles: [] };

vi.mock("../engine/worker.ts?worker&url", () => ({ default: "/app/assets/worker.js" }));

let Watch: typeof import("./safety").Watch;
let tell: () => void;
let unsent: number;
let asked: number;
let isClosed: boolean;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("location", new URL("https://phuong.example/app/"));
  vi.stubGlobal("document", { documentElement: {} });
  ({ Watch } = await import("./safety"));
  unsent = 0;
  asked = 0;
  isClosed = false;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watch() {
  const answer = (value: unknown) => (isClosed ? Promise.reject(new Error("closed")) : Promise.resolve(value));
  const vault = {
    health: () => {
      asked += 1;
      return answer({});
    },
    outgoing: () => answer(Array.from({ length: unsent })),
  };
  const heard = { engine: { vault }, sync: new Store({ at: "idle" }), listen: (ear: () => void) => (tell = ear) };
  return new Watch(heard as unknown as Heard);
}

describe("what is known of a book", () => {
  it("is asked anew after news, a few times a second at most, and the last news is never missed", async () => {
    const watched = watch();
    watched.of(FIRST);
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.known.value).toMatchObject({ unsent: 0 });
    for (let letter = 1; letter <= 50; letter += 1) {
      unsent = letter;
      tell();
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(400);
    expect(watched.known.value?.unsent).toBe(50);
    expect(asked).toBeLessThan(6);
  });

  it("is of one person, and never shown as another's", async () => {
    const watched = watch();
    watched.of(FIRST);
    await vi.advanceTimersByTimeAsync(0);
    unsent = 7;
    watched.of(SECOND);
    expect(watched.known.value?.session).toBe(FIRST);
    await vi.advanceTimersByTimeAsync(400);
    expect(watched.known.value).toMatchObject({ unsent: 7 });
    expect(watched.known.value?.session).toBe(SECOND);
  });

  it("stays as it was when the book does not answer", async () => {
    const watched = watch();
    unsent = 3;
    watched.of(FIRST);
    await vi.advanceTimersByTimeAsync(0);
    isClosed = true;
    tell();
    await vi.advanceTimersByTimeAsync(400);
    expect(watched.known.value?.unsent).toBe(3);
  });
});
