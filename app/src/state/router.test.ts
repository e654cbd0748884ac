import { beforeAll, describe, expect, it, vi } from "vitest";

type Router = typeof import("./router");

let router: Router;

// A history as a browser keeps it.
const entries: { state: unknown; path: string }[] = [{ state: null, path: "/app/" }];
let at = 0;
const paths = () => entries.map(({ path: shown }) => shown);

function arrive(state: unknown, path: string, place: number): void {
  entries.splice(place, entries.length, { state, path });
  at = place;
  location.href = new URL(path, location.href).href;
}

beforeAll(async () => {
  vi.stubGlobal("location", new URL("https://phuong.example/app/"));
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal("history", {
    get state() {
      return entries[at]?.state;
    },
    pushState: (state: unknown, _: string, path: string) => arrive(state, path, at + 1),
    replaceState: (state: unknown, _: string, path: string) => arrive(state, path, at),
    back: () => {
      at -= 1;
      location.href = new URL(entries[at]?.path ?? "", location.href).href;
    },
  });
  vi.stubGlobal("addEventListener", () => undefined);
  router = await import("./router");
});

const path = (address: string) => router.routeOf(new URL(address, "https://phuong.example")).path;

describe("an address", () => {
  it("is a screen below the app, with or without a slash at the end", () => {
    expect(path("/app/")).toBe("/");
    expect(path("/app")).toBe("/");
    expect(path("/app/meetings/1/roll")).toBe("/meetings/1/roll");
    expect(path("/app/meetings/")).toBe("/meetings");
  });

  it("keeps what is asked behind it, and nothing of a fragment", () => {
    const { path: found, query } = router.routeOf(new URL("https://phuong.example/app/members?find=duom#SEN1-x"));
    expect(found).toBe("/members");
    expect(query.get("find")).toBe("duom");
  });

  it("of something else that begins alike is not one of the app's", () => {
    expect(path("/apple/members")).toBe("/");
  });

  it("is made of a path and read back as it", () => {
    for (const to of ["/", "/safety", "/meetings/01J%20X/votes/2"]) expect(path(router.hrefOf(to))).toBe(to);
  });
});

describe("a pattern", () => {
  it("gives its names, with every letter as it was", () => {
    expect(router.matched("/meetings/:id/votes/:vote", "/meetings/m%2F1/votes/%C4%91")).toEqual({ id: "m/1", vote: "đ" });
    expect(router.matched("/", "/")).toEqual({});
  });

  it("fits no address that is longer, shorter, or empty where a name is", () => {
    for (const other of ["/meetings", "/meetings/1/roll", "/meetings/", "/tasks/1"]) expect(router.matched("/meetings/:id", other)).toBeNull();
  });

  it("fits no address that was cut off within a letter", () => {
    expect(router.matched("/members/:id", "/members/%E1%BB")).toBeNull();
  });
});

describe("the way back in the bar", () => {
  it("is the browser's own where the person came from there, and a new step where they did not", () => {
    router.followHistory();
    router.go("/members");
    router.go("/members/1");
    router.goUp("/members");
    expect([at, location.pathname]).toEqual([1, "/app/members"]);
    router.go("/members/2");
    router.go("/members/2/status");
    router.goUp("/members");
    expect([at, location.pathname]).toEqual([4, "/app/members"]);
    expect(paths()).toHaveLength(5);
  });
});
