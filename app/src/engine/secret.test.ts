import { describe, expect, it, vi } from "vitest";
import { type Copies, deviceSecret, keepCopy, type Keys } from "./secret";

const key = (byte: number) => crypto.subtle.importKey("raw", new Uint8Array(32).fill(byte), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

// A browser whose two stores outlive what is asked of them.
function browser(has: { key?: CryptoKey | undefined; copy?: Uint8Array | undefined } = {}) {
  const make = vi.fn(async () => (has.key = await key(1)));
  const keys: Keys = { find: () => Promise.resolve(has.key), make };
  const copies: Copies = {
    find: () => Promise.resolve(has.copy),
    keep: (secret) => {
      has.copy = secret;
      return Promise.resolve();
    },
  };
  return { has, keys, copies, make };
}

describe("the secret of this browser", () => {
  it("is made once, and lies in both stores before anything is made with it", async () => {
    const { has, keys, copies, make } = browser();
    const secret = await deviceSecret(keys, copies);
    expect(secret).toHaveLength(32);
    expect(has.copy).toEqual(secret);
    expect(await deviceSecret(keys, copies)).toEqual(secret);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it("is the same when the database has dropped its key, or does not open", async () => {
    const { has, keys, copies, make } = browser();
    const secret = await deviceSecret(keys, copies);
    has.key = undefined;
    expect(await deviceSecret(keys, copies)).toEqual(secret);
    const broken: Keys = { ...keys, find: () => Promise.reject(new Error("backing store")) };
    expect(await deviceSecret(broken, copies)).toEqual(secret);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it("is copied again where the copy is gone, or is of another key", async () => {
    const { has, keys, copies } = browser();
    const secret = await deviceSecret(keys, copies);
    for (const lost of [undefined, new Uint8Array(32)]) {
      has.copy = lost;
      await keepCopy(secret, copies);
      expect(has.copy).toEqual(secret);
    }
  });

  it("is the key's where nobody can say whether there is a copy, or there is no room for one", async () => {
    const { keys, copies } = browser({ key: await key(2) });
    const refused = () => Promise.reject(new Error("no store"));
    expect(await deviceSecret(keys, { ...copies, find: refused })).toHaveLength(32);
    await keepCopy(new Uint8Array(32), { ...copies, find: refused });
    await keepCopy(new Uint8Array(32), { ...copies, keep: refused });
  });

  it("is not made anew while nobody can say whether there is one", async () => {
    const { keys, copies, make } = browser();
    await expect(deviceSecret(keys, { ...copies, find: () => Promise.reject(new Error("no store")) })).rejects.toThrow("no store");
    await expect(deviceSecret({ ...keys, find: () => Promise.reject(new Error("backing store")) }, copies)).rejects.toThrow("backing store");
    expect(make).not.toHaveBeenCalled();
  });
});
