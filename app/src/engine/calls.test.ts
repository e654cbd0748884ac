import { describe, expect, it } from "vitest";
import { Calls } from "./calls";
import { failureOf } from "./failed";

const REFUSED = { code: "fix_input", words: "Ghi lại.", field: "date", wait_seconds: null, why: "no date" };

// As wasm-bindgen makes classes: methods on the prototype, the pointer in a property.
class Vault {
  __wbg_ptr = 7;
  asked = 0;
  throws: unknown = null;
  health(): number {
    this.asked += 1;
    if (this.throws) throw this.throws as Error;
    return this.__wbg_ptr;
  }
  async later(): Promise<number> {
    await Promise.resolve();
    return this.health();
  }
}

function code(call: () => unknown): string {
  try {
    call();
    return "done";
  } catch (why) {
    return failureOf(why).code;
  }
}

describe("a call into the engine", () => {
  it("gives what the engine gives, and a failure of the engine as it is", () => {
    const vault = new Vault();
    const over = new Calls().over(vault);
    expect(over.health()).toBe(7);
    expect(over).toBeInstanceOf(Vault);
    vault.throws = REFUSED;
    expect(() => over.health()).toThrow("no date");
    expect(code(() => over.health())).toBe("fix_input");
    vault.throws = null;
    expect(code(() => over.health())).toBe("done");
  });

  it("that ends in a trap, an overflow or a borrowed object is a crash, and nothing more is asked of any object", () => {
    const ends = [
      new WebAssembly.RuntimeError("unreachable"),
      new RangeError("Maximum call stack size exceeded"),
      new Error("recursive use of an object detected which would lead to unsafe aliasing in rust"),
      "a text",
    ];
    for (const end of ends) {
      const calls = new Calls();
      const [vault, other] = [new Vault(), new Vault()];
      const [over, beside] = [calls.over(vault), calls.over(other)];
      vault.throws = end;
      expect(code(() => over.health())).toBe("crashed");
      vault.throws = null;
      expect([code(() => over.health()), code(() => beside.health())]).toEqual(["crashed", "crashed"]);
      expect([vault.asked, other.asked]).toEqual([1, 0]);
      expect(code(() => calls.check())).toBe("crashed");
    }
  });

  it("that ends so a moment later is a crash as well", async () => {
    const calls = new Calls();
    const vault = new Vault();
    vault.throws = new RangeError("Maximum call stack size exceeded");
    await expect(calls.over(vault).later()).rejects.toMatchObject({ failure: { code: "crashed" } });
    expect(code(() => calls.check())).toBe("crashed");
  });
});
