import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Health, News } from "../engine/types";
import type { Heard } from "./engine";
import type { Session } from "./session";

const FIRST: Session = { at: "locked", profiles: [] };
const SECOND: Session = { at: "locked", profiles: [] };

vi.mock("../engine/worker.ts?worker&url", () => ({ default: "/app/assets/worker.js" }));

let Watch: typeof import("./safety").Watch;
let tell: (news: Partial<News>) => void;
let unsent: number;
let asked: number;
let isClosed: boolean;

beforeEach(async () => {
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
  vi.unstubAllGlobals();
});

const health = () => ({ unsent_records: unsent }) as Health;

function watch() {
  const vault = {
    health: () => {
      asked += 1;
      return isClosed ? Promise.reject(new Error("closed")) : Promise.resolve(health());
    },
  };
  const heard = { engine: { vault }, listen: (ear: typeof tell) => (tell = ear) };
  return new Watch(heard as unknown as Heard);
}

const answered = () => new Promise((done) => setTimeout(done));

describe("what is known of a book", () => {
  it("is asked once, and told by the engine from then on", async () => {
    const watched = watch();
    watched.of(FIRST);
    await answered();
    expect(watched.known.value?.health.unsent_records).toBe(0);
    for (unsent = 1; unsent <= 50; unsent += 1) {
      tell({ records: [], health: health() });
      expect(watched.known.value?.health.unsent_records).toBe(unsent);
    }
    tell({ records: [], health: null });
    expect(watched.known.value?.health.unsent_records).toBe(50);
    expect(asked).toBe(1);
  });

  it("is of one person, and never shown as another's", async () => {
    const watched = watch();
    watched.of(FIRST);
    await answered();
    unsent = 7;
    watched.of(SECOND);
    expect(watched.known.value?.session).toBe(FIRST);
    await answered();
    expect(watched.known.value).toEqual({ session: SECOND, health: health() });
  });

  it("stays as it was when the book does not answer", async () => {
    const watched = watch();
    unsent = 3;
    watched.of(FIRST);
    await answered();
    isClosed = true;
    watched.of(SECOND);
    await answered();
    expect(watched.known.value).toEqual({ session: FIRST, health: health() });
  });
});
