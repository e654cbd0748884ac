import { afterEach, describe, expect, it, vi } from "vitest";
import { Calls } from "./calls";
import { Connection } from "./connection";

const TOKEN = { name: "Authorization", value: "Bearer 00" };
const asked: { headers: Headers; body: Uint8Array }[] = [];

afterEach(() => {
  vi.unstubAllGlobals();
  asked.length = 0;
});

function posted(pack: (body: Uint8Array) => Uint8Array | undefined, headers = [TOKEN, { name: "Accept-Encoding", value: "zstd" }]): Promise<Uint8Array> {
  vi.stubGlobal("fetch", (_: string, { headers, body }: { headers: [string, string][]; body: Uint8Array }) => {
    asked.push({ headers: new Headers(headers), body });
    return Promise.resolve(new Response(new Uint8Array([9])));
  });
  const refused = () => {
    throw new Error("nothing is refused here");
  };
  return new Connection(new Calls(), pack).post("/v1/sync", headers, new Uint8Array([1, 2, 3]), refused);
}

describe("what goes to the ward", () => {
  it("is packed, and says so", async () => {
    expect(await posted(() => new Uint8Array([7]))).toEqual(new Uint8Array([9]));
    expect(asked.map(({ headers, body }) => [headers.get("Content-Encoding"), headers.get("Authorization"), ...body])).toEqual([["zstd", "Bearer 00", 7]]);
  });

  it("goes as it is where that is no longer", async () => {
    await posted(() => undefined);
    expect(asked.map(({ headers, body }) => [headers.get("Content-Encoding"), ...body])).toEqual([[null, 1, 2, 3]]);
  });

  it("is never packed before the phone has its token", async () => {
    await posted(() => new Uint8Array([7]), []);
    expect(asked.map(({ headers, body }) => [headers.get("Content-Encoding"), ...body])).toEqual([[null, 1, 2, 3]]);
  });
});
