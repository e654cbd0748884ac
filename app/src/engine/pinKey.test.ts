import { describe, expect, it, vi } from "vitest";
import { PinMaker } from "./pinKey";
import type { FromWorker, Request } from "./protocol";

const MODULE = {} as WebAssembly.Module;
const [SECRET, WORK, KEY] = [new Uint8Array([1]), new Uint8Array([2]), new Uint8Array([3])];

// A second engine that answers as it is told.
class Second {
  readonly asked: Request[] = [];
  ended = false;
  onmessage: ((message: MessageEvent<FromWorker>) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(private readonly answer: (asked: Request, second: Second) => FromWorker | undefined) {}

  postMessage(asked: Request): void {
    this.asked.push(asked);
    const said = this.answer(asked, this);
    if (said) queueMicrotask(() => this.onmessage?.({ data: said } as MessageEvent<FromWorker>));
  }

  terminate(): void {
    this.ended = true;
  }
}

function maker(answer: (asked: Request, second: Second) => FromWorker | undefined): { pins: PinMaker; begun: Second[] } {
  const begun: Second[] = [];
  const start = (): Worker => {
    begun.push(new Second(answer));
    return begun.at(-1) as unknown as Worker;
  };
  return { pins: new PinMaker(MODULE, start), begun };
}

const right = ({ id }: Request): FromWorker => ({ id, value: id === 0 ? undefined : KEY });

describe("a PIN's key", () => {
  it("is made by a second engine, which is there before the PIN and ends with its answer", async () => {
    const { pins, begun } = maker(right);
    pins.prepare();
    expect(begun.map(({ ended }) => ended)).toEqual([false]);
    expect(await pins.key(SECRET, "271828", WORK)).toBe(KEY);
    expect(begun.map(({ ended }) => ended)).toEqual([true]);
    expect(begun[0]?.asked).toEqual([
      { id: 0, on: "worker", call: "begin_pin", args: [MODULE] },
      { id: 1, on: "worker", call: "pin_key", args: [SECRET, "271828", WORK] },
    ]);
    // The next PIN is asked of a new one.
    expect(await pins.key(SECRET, "314159", WORK)).toBe(KEY);
    expect(begun.map(({ ended }) => ended)).toEqual([true, true]);
  });

  it("is nobody's where the second engine cannot begin, refuses or ends, and none is left behind", async () => {
    const refused = (failing: number) => ({ id }: Request): FromWorker | undefined => {
      const failure = { code: "crashed", words: "", field: null, wait_seconds: null, why: "no memory" };
      return id === failing ? { id, failure } : undefined;
    };
    for (const failing of [0, 1]) {
      const { pins, begun } = maker(refused(failing));
      expect(await pins.key(SECRET, "271828", WORK)).toBeUndefined();
      expect(begun.map(({ ended }) => ended)).toEqual([true]);
    }
    const ends = maker((asked, second) => {
      if (asked.id === 1) queueMicrotask(() => second.onerror?.());
      return undefined;
    });
    expect(await ends.pins.key(SECRET, "271828", WORK)).toBeUndefined();
    expect(ends.begun.map(({ ended }) => ended)).toEqual([true]);
    // One that ended before the PIN was there is not waited for: another one begins.
    const late = maker(right);
    late.pins.prepare();
    late.begun[0]?.onerror?.();
    expect(await late.pins.key(SECRET, "271828", WORK)).toBe(KEY);
    expect(late.begun.length).toBe(2);
    const none = new PinMaker(MODULE, () => {
      throw new Error("a worker starts none here");
    });
    none.prepare();
    expect(await none.key(SECRET, "271828", WORK)).toBeUndefined();
  });

  it("is begun when the PIN may be whole, and taken by nobody who asks for another one, of another secret or another work", async () => {
    const { pins, begun } = maker(right);
    pins.prepare();
    pins.foresee(SECRET, "271828", WORK);
    expect(begun[0]?.asked.map(({ call }) => call)).toEqual(["begin_pin", "pin_key"]);
    expect(await pins.key(SECRET.slice(), "271828", WORK.slice())).toBe(KEY);
    expect(begun.length, "one that was foreseen is not made twice").toBe(1);
    // It is taken once.
    await pins.key(SECRET, "271828", WORK);
    expect(begun.length).toBe(2);
    const other = new Uint8Array([9]);
    for (const [secret, pin, work] of [[SECRET, "2718281", WORK], [other, "271828", WORK], [SECRET, "271828", other]] as const) {
      const { pins, begun } = maker(right);
      pins.foresee(SECRET, "271828", WORK);
      await pins.key(secret, pin, work);
      expect(begun.map(({ ended, asked }) => [ended, asked[1]?.args]), pin).toEqual([
        [true, [SECRET, "271828", WORK]],
        [true, [secret, pin, work]],
      ]);
    }
  });

  it("is forgotten where nobody asks for it, with its worker and its bytes", async () => {
    vi.useFakeTimers();
    try {
      const made = new Uint8Array([3]);
      const { pins, begun } = maker(({ id }) => ({ id, value: id === 0 ? undefined : made }));
      pins.foresee(SECRET, "271828", WORK);
      pins.foresee(SECRET, "314159", WORK);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(begun.map(({ ended }) => ended)).toEqual([true, true]);
      expect([...made]).toEqual([0]);
      await pins.key(SECRET, "314159", WORK);
      expect(begun.length).toBe(3);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is waited for no longer than it takes on the slowest phone, and two that are asked for at once have a worker each", async () => {
    vi.useFakeTimers();
    try {
      const { pins, begun } = maker(() => undefined);
      const both = Promise.all([pins.key(SECRET, "271828", WORK), pins.key(SECRET, "314159", WORK)]);
      await vi.advanceTimersByTimeAsync(20_000);
      expect(await both).toEqual([undefined, undefined]);
      expect(begun.map(({ ended }) => ended)).toEqual([true, true]);
    } finally {
      vi.useRealTimers();
    }
  });
});
