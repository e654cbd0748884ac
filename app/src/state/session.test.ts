import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { today } from "../parts/days";
import type { Heard } from "./engine";
import type { Sessions as SessionsClass } from "./session";

vi.mock("../engine/worker.ts?worker&url", () => ({ default: "/app/assets/worker.js" }));

// One browser: its locks are granted in order, and every channel hears every other.
class Browser {
  holder: symbol | null = null;
  readonly waiting: { name: symbol; grant: () => void }[] = [];
  readonly channels: Channel[] = [];

  readonly locks = {
    request: (_: string, { signal }: { signal: AbortSignal }, held: (lock: object) => unknown): Promise<unknown> => {
      const grant = async () => {
        this.holder = Symbol("window");
        await held({});
        this.holder = null;
        this.waiting.shift()?.grant();
      };
      if (this.holder === null) return grant();
      return new Promise<void>((done, refuse) => {
        const waits = { name: Symbol("window"), grant: () => void grant().then(done) };
        this.waiting.push(waits);
        signal.addEventListener("abort", () => {
          this.waiting.splice(this.waiting.indexOf(waits), 1);
          refuse(new DOMException("the wait is over", "AbortError"));
        });
      });
    },
  };
}

let browser: Browser;
// The page comes into view again.
let seen: () => void;

class Channel {
  onmessage: ((message: { data: string }) => void) | null = null;
  constructor() {
    browser.channels.push(this);
  }
  postMessage(data: string): void {
    for (const other of browser.channels) if (other !== this) queueMicrotask(() => other.onmessage?.({ data }));
  }
}

type Fake = { calls: string[]; fail: Partial<Record<string, Error>>; hang: Set<string>; onLost: () => void };

let Sessions: typeof SessionsClass;
let UNSEEN_MS: number;
let EngineError: typeof import("../engine/client").EngineError;

beforeEach(async () => {
  browser = new Browser();
  vi.useFakeTimers();
  vi.stubGlobal("location", new URL("https://phuong.example/app/"));
  seen = () => undefined;
  vi.stubGlobal("document", { documentElement: {}, hidden: false, addEventListener: (_: string, ear: () => void) => (seen = ear) });
  vi.stubGlobal("BroadcastChannel", Channel);
  vi.stubGlobal("navigator", { locks: browser.locks, onLine: true });
  vi.stubGlobal("addEventListener", () => undefined);
  ({ Sessions, UNSEEN_MS } = await import("./session"));
  ({ EngineError } = await import("../engine/client"));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// A window with an engine that answers everything at once, but for what is said to fail or to hang.
function openWindow(): { sessions: SessionsClass; engine: Fake; news: () => void } {
  const engine: Fake = { calls: [], fail: {}, hang: new Set(), onLost: () => undefined };
  const call = (name: string, value: unknown) => () => {
    engine.calls.push(name);
    if (engine.hang.has(name)) return new Promise(() => undefined);
    const failure = engine.fail[name];
    return failure ? Promise.reject(failure) : Promise.resolve(value);
  };
  const all = Object.assign(engine, {
    worker: { alive: call("alive", null), boot: call("boot", [PROFILE]), unlock: (...args: unknown[]) => call("unlock", { account: null, due: args[2] === null ? null : DUE })(), lock: call("lock", null) },
    phone: { profiles: call("profiles", [PROFILE]) },
    load: call("load", null),
    vault: { account: call("account", null) },
    restart: () => void engine.calls.push("restart"),
  });
  const ears: (() => void)[] = [];
  const sessions = new Sessions({ engine: all, listen: (ear: () => void) => ears.push(ear) } as unknown as Heard);
  return { sessions, engine, news: () => ears.forEach((ear) => ear()) };
}

const PROFILE = { id: "p1", name: "Trần Văn Đượm", wrong_pins: 0, wait_ms: 0, waiting: null };
const DUE = { next_meeting: null };
const crashed = () => new EngineError({ code: "crashed", words: "", field: null, wait_seconds: null, why: "the worker ended" });
const now = (sessions: SessionsClass) => sessions.session.value;

describe("the start", () => {
  it("ends with everybody who has a book here", async () => {
    const { sessions, engine } = openWindow();
    await sessions.start();
    expect(now(sessions)).toEqual({ at: "locked", profiles: [PROFILE] });
    expect(engine.calls).toEqual(["load", "boot"]);
  });

  it("waits for a slow line, and for nothing else, longer than half a minute", async () => {
    const { sessions, engine } = openWindow();
    engine.hang.add("load");
    void sessions.start();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(now(sessions)).toEqual({ at: "starting", step: "load" });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(now(sessions)).toMatchObject({ at: "stopped", stop: { code: "slow" } });

    browser = new Browser();
    vi.stubGlobal("navigator", { locks: browser.locks });
    const other = openWindow();
    other.engine.hang.add("boot");
    void other.sessions.start();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(now(other.sessions)).toMatchObject({ at: "stopped", stop: { code: "slow" } });
  });

  it("tells what the engine says, and never an empty list in its place", async () => {
    const { sessions, engine } = openWindow();
    engine.fail["boot"] = new EngineError({ code: "unsupported", words: "", field: null, wait_seconds: null, why: "a private window" });
    await sessions.start();
    expect(now(sessions)).toEqual({ at: "stopped", stop: { code: "unsupported", why: "a private window" } });
  });

  it("without locks is told as a browser that will not do", async () => {
    vi.stubGlobal("navigator", {});
    const { sessions, engine } = openWindow();
    await sessions.start();
    expect(now(sessions)).toMatchObject({ at: "stopped", stop: { code: "unsupported" } });
    expect(engine.calls).toEqual([]);
  });

  it("that crashes is told, and not begun again for ever", async () => {
    const { sessions, engine } = openWindow();
    engine.fail["load"] = crashed();
    const started = sessions.start();
    engine.onLost();
    await started;
    expect(now(sessions)).toMatchObject({ at: "stopped", stop: { code: "crashed" } });
    expect(engine.calls).toEqual(["load"]);
  });
});

describe("the first screen's question", () => {
  it("is answered together with the PIN", async () => {
    const { sessions, engine } = openWindow();
    await sessions.unlock(PROFILE, "135790");
    expect(engine.calls).toEqual(["unlock"]);
    expect(sessions.ahead.of(today())).toBe(DUE);
  });

  it("is asked anew for another day, and after anything changed", async () => {
    const { sessions, news } = openWindow();
    await sessions.unlock(PROFILE, "135790");
    expect(sessions.ahead.of("2020-02-29")).toBeNull();
    await sessions.unlock(PROFILE, "135790");
    expect(sessions.ahead.of(today())).toBe(DUE);
    news();
    expect(sessions.ahead.of(today())).toBeNull();
  });

  it("answers nobody else's screen, and no other screen's address asks it", async () => {
    const { sessions } = openWindow();
    await sessions.unlock(PROFILE, "135790");
    vi.stubGlobal("location", new URL("https://phuong.example/app/meetings"));
    await sessions.unlock({ ...PROFILE, id: "p2" }, "975310");
    expect(sessions.ahead.of(today())).toBeNull();
    vi.stubGlobal("location", new URL("https://phuong.example/app/"));
    await sessions.unlock(PROFILE, "135790");
    await sessions.lock();
    expect(sessions.ahead.of(today())).toBeNull();
  });

  it("is nobody's where the PIN was wrong", async () => {
    const { sessions, engine } = openWindow();
    await sessions.unlock(PROFILE, "135790");
    engine.fail["unlock"] = crashed();
    await expect(sessions.unlock(PROFILE, "135790")).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(0);
    expect(sessions.ahead.of(today())).toBeNull();
  });
});

describe("an engine that dies while a book is open", () => {
  it("begins anew, and says so", async () => {
    const { sessions, engine } = openWindow();
    await sessions.start();
    await sessions.unlock(PROFILE, "135790");
    engine.onLost();
    await vi.advanceTimersByTimeAsync(0);
    expect(now(sessions).at).toBe("locked");
    expect(sessions.crashed.value).toBe(true);
    expect(engine.calls.slice(-3)).toEqual(["restart", "load", "boot"]);
  });
});

describe("an engine that the phone took away in the background", () => {
  it("begins anew when somebody comes back, and one that is there is left alone", async () => {
    const { sessions, engine } = openWindow();
    await sessions.start();
    await sessions.unlock(PROFILE, "135790");
    seen();
    await vi.advanceTimersByTimeAsync(61_000);
    expect(now(sessions).at).toBe("open");
    engine.hang.add("alive");
    seen();
    await vi.advanceTimersByTimeAsync(61_000);
    expect(now(sessions).at).toBe("locked");
    expect(sessions.crashed.value).toBe(true);
  });
});

describe("a person who leaves", () => {
  it("closes the book, and everybody here is shown", async () => {
    const { sessions, engine } = openWindow();
    await sessions.start();
    await sessions.unlock(PROFILE, "135790");
    await sessions.lock();
    expect(now(sessions)).toEqual({ at: "locked", profiles: [PROFILE] });
    expect(engine.calls).toContain("lock");
  });
});

describe("a book nobody looks at", () => {
  const opened = async () => {
    const { sessions, engine } = openWindow();
    await sessions.start();
    await sessions.unlock(PROFILE, "135790");
    return { sessions, engine };
  };
  const look = (isHidden: boolean) => {
    (document as unknown as { hidden: boolean }).hidden = isHidden;
    seen();
  };

  it("is locked after a quarter of an hour, and not before", async () => {
    const { sessions } = await opened();
    look(true);
    await vi.advanceTimersByTimeAsync(UNSEEN_MS - 1);
    expect(now(sessions).at).toBe("open");
    await vi.advanceTimersByTimeAsync(1);
    expect(now(sessions).at).toBe("locked");
  });

  it("stays open where somebody came back in between", async () => {
    const { sessions } = await opened();
    look(true);
    await vi.advanceTimersByTimeAsync(UNSEEN_MS - 1);
    look(false);
    await vi.advanceTimersByTimeAsync(UNSEEN_MS);
    expect(now(sessions).at).toBe("open");
  });

  it.each([
    ["its page was frozen meanwhile", () => UNSEEN_MS],
    ["its clock was set back", () => -1],
  ])("is locked for whoever comes back after %s", async (_, away) => {
    const { sessions } = await opened();
    look(true);
    vi.setSystemTime(Date.now() + away());
    look(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(now(sessions).at).toBe("locked");
  });
});

describe("letters on their way", () => {
  it("are in the book before it is locked, and before another window goes on", async () => {
    const { sessions, engine } = openWindow();
    await sessions.start();
    await sessions.unlock(PROFILE, "135790");
    let arrive: () => void = () => undefined;
    sessions.left.watch({ settled: () => new Promise<void>((resolve) => (arrive = resolve)) });
    const locked = sessions.lock();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(engine.calls).not.toContain("lock");
    arrive();
    await locked;
    expect(engine.calls).toContain("lock");
  });

  it("that an engine which went did not keep are brought when the book is open again", async () => {
    const { sessions, engine } = openWindow();
    await sessions.start();
    sessions.left.put({ profile: "p1", id: "m1", place: "minutes", begins: false, base: "", sent: null, text: "Họp" });
    const splices: string[] = [];
    const session = {
      text: () => Promise.resolve(""),
      splice: (_at: number, _remove: number, insert: string) => Promise.resolve(splices.push(insert) === 0),
      finish: () => Promise.resolve(),
    };
    Object.assign(engine, { text: () => Promise.resolve(session) });
    await sessions.unlock(PROFILE, "135790");
    expect(splices).toEqual(["Họp"]);
    expect([now(sessions).at, sessions.left.all.value]).toEqual(["open", []]);
  });
});

// What a window says that waits for one that does not go.
async function started(sessions: SessionsClass): Promise<void> {
  const starting = sessions.start();
  await vi.advanceTimersByTimeAsync(1_500);
  await starting;
}

describe("a second window", () => {
  it("that follows one that is just leaving, as after a reload, is told of no other", async () => {
    let leave: () => void = () => undefined;
    void browser.locks.request("sen", { signal: new AbortController().signal }, () => new Promise<void>((left) => (leave = left)));
    const next = openWindow();
    const starting = next.sessions.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(now(next.sessions)).toEqual({ at: "starting", step: "window" });
    leave();
    await starting;
    expect(now(next.sessions)).toEqual({ at: "locked", profiles: [PROFILE] });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(now(next.sessions)).toEqual({ at: "locked", profiles: [PROFILE] });
  });

  it("is told that the first one has the book, and opens nothing", async () => {
    const first = openWindow();
    await first.sessions.start();
    const second = openWindow();
    await started(second.sessions);
    expect(now(second.sessions)).toMatchObject({ at: "stopped", stop: { code: "in_use" } });
    expect(second.engine.calls).toEqual([]);
  });

  it("may go on: the first writes what it was told, lets go, and says so", async () => {
    const first = openWindow();
    await first.sessions.start();
    await first.sessions.unlock(PROFILE, "135790");
    const second = openWindow();
    await started(second.sessions);
    await second.sessions.takeOver();
    expect(now(second.sessions)).toEqual({ at: "locked", profiles: [PROFILE] });
    expect(second.engine.calls).toEqual(["load", "boot"]);
    expect(now(first.sessions)).toMatchObject({ at: "stopped", stop: { code: "taken_over" } });
    expect(first.engine.calls.slice(-2)).toEqual(["lock", "restart"]);
  });

  it("gets the files of a first one that could not open them, and of one whose engine hangs", async () => {
    const first = openWindow();
    first.engine.fail["boot"] = crashed();
    first.engine.hang.add("lock");
    await first.sessions.start();
    const second = openWindow();
    await started(second.sessions);
    const taken = second.sessions.takeOver();
    await vi.advanceTimersByTimeAsync(6_000);
    await taken;
    expect(now(second.sessions).at).toBe("locked");
  });
});
