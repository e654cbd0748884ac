import { describe, expect, it } from "vitest";
import { chromeLink, isEmbedded, isOfThisServer, linkWith, machineOf } from "./code";

const page = (address: string) => new URL(address);

describe("a code of this server", () => {
  it("is of the address that the page came from, and of no other", () => {
    expect(isOfThisServer("https://phuong.example", page("https://phuong.example/app/"))).toBe(true);
    for (const other of ["https://phuong.example.org", "https://phuong.example:8443", "http://phuong.example", "no address"]) {
      expect(isOfThisServer(other, page("https://phuong.example/app/"))).toBe(false);
    }
  });

  it("is of this machine by any of its names, on this machine alone", () => {
    expect(isOfThisServer("https://localhost:8443", page("http://127.0.0.1:8080/app/"))).toBe(true);
    expect(isOfThisServer("https://localhost:8443", page("https://phuong.example/app/"))).toBe(false);
  });
});

describe("a page inside another app", () => {
  const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";

  it("is known by what the browser calls itself", () => {
    const chrome = "Mozilla/5.0 (Linux; Android 12; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36";
    expect(isEmbedded(chrome, false)).toBe(false);
    expect(isEmbedded(chrome.replace("SM-A125F", "SM-A125F; wv"), false)).toBe(true);
    expect(isEmbedded(`${chrome} Zalo android/23`, false)).toBe(true);
    expect(isEmbedded(iphone, false)).toBe(true);
    expect(isEmbedded(`${iphone} Version/17.0 Safari/604.1`, false)).toBe(false);
  });

  it("is not the home screen of an iPhone, which says the same of itself", () => {
    expect(isEmbedded(iphone, true)).toBe(false);
  });
});

describe("the link for another browser", () => {
  it("takes the code along", () => {
    const link = linkWith("SEN1-abc", "https://phuong.example:8443");
    expect(link).toBe("https://phuong.example:8443/app/#SEN1-abc");
    expect(chromeLink(link)).toBe("intent://phuong.example:8443/app/#SEN1-abc#Intent;scheme=https;package=com.android.chrome;end");
    expect(linkWith("", "https://phuong.example")).toBe("https://phuong.example/app/");
  });
});

describe("the kind of machine", () => {
  it("is what the browser says, but for an iPad that calls itself a Mac", () => {
    const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15";
    expect(machineOf(mac, 0)).toBe("Mac");
    expect(machineOf(mac, 5)).toBe("iPad");
    expect(machineOf("Mozilla/5.0 (Linux; Android 12; SM-A125F)", 5)).toBe("Android");
    expect(machineOf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", 5)).toBe("iPhone");
    expect(machineOf("something else", 0)).toBe("");
  });
});
