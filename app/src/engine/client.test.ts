import { describe, expect, it, vi } from "vitest";
import { Engine, EngineError } from "./client";
import type { Request } from "./protocol";

vi.mock("./worker.ts?worker&url", () => ({ default: "/app/assets/worker.js" }));

// A worker that answers nothing by itself.
class Silent {
  readonly asked: Request[] = [];
  onmessage: ((message: MessageEvent) => void) | null = null;
  onerror: (() => void) | null = null;
  terminate = vi.fn();

  postMessage(request: Request): void {
    this.asked.push(request);
  }
}

const over = (workers: Silent[]) =>
  new Engine(() => {
    workers.push(new Silent());
    return workers.at(-1) as unknown as Worker;
  });

const loads = (worker: Silent | undefined) => worker?.asked.filter(({ call }) => call === "load") ?? [];

describe("an engine that is fetched early", () => {
  it("is fetched once for each worker, and again only after it failed", async () => {
    vi.stubGlobal("navigator", {});
    const workers: Silent[] = [];
    const engine = over(workers);
    const early = engine.load();
    const awaited = engine.load();
    expect(loads(workers[0])).toHaveLength(1);
    const failure = { code: "retry", words: "", field: null, wait_seconds: null, why: "no line" };
    workers[0]?.onmessage?.({ data: { id: loads(workers[0])[0]?.id, failure } } as MessageEvent);
    await expect(early).rejects.toBeInstanceOf(EngineError);
    await expect(awaited).rejects.toBeInstanceOf(EngineError);
    void engine.load().catch(() => undefined);
    expect(loads(workers[0])).toHaveLength(2);
    engine.restart();
    const anew = engine.load();
    workers[1]?.onmessage?.({ data: { id: loads(workers[1])[0]?.id, value: undefined } } as MessageEvent);
    await expect(anew).resolves.toBeUndefined();
    vi.unstubAllGlobals();
  });
});

describe("an engine whose worker ended", () => {
  it("answers whoever waits and whoever asks later, and nobody waits for ever", async () => {
    const workers: Silent[] = [];
    const engine = over(workers);
    const lost = vi.fn();
    engine.onLost = lost;
    const before = engine.worker.alive();
    workers[0]?.onerror?.();
    await expect(before).rejects.toBeInstanceOf(EngineError);
    expect(lost).toHaveBeenCalledOnce();
    await expect(engine.worker.load(false)).rejects.toMatchObject({ failure: { code: "crashed" } });
    expect(workers[0]?.asked.map(({ call }) => call)).toEqual(["alive"]);
    engine.restart();
    const anew = engine.worker.alive();
    workers[1]?.onmessage?.({ data: { id: workers[1].asked[0]?.id, value: undefined } } as MessageEvent);
    await expect(anew).resolves.toBeUndefined();
  });
});
