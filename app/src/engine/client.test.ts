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

describe("an engine whose worker ended", () => {
  it("answers whoever waits and whoever asks later, and nobody waits for ever", async () => {
    const workers: Silent[] = [];
    const engine = new Engine(() => {
      workers.push(new Silent());
      return workers.at(-1) as unknown as Worker;
    });
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
