import { describe, expect, it } from "vitest";
import { isEmbedded, isOfThisServer } from "./code";

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
  it("is known by what the browser calls itself", () => {
    const chrome = "Mozilla/5.0 (Linux; Android 12; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36";
    expect(isEmbedded(chrome)).toBe(false);
    expect(isEmbedded(chrome.replace("SM-A125F", "SM-A125F; wv"))).toBe(true);
    expect(isEmbedded(`${chrome} Zalo android/23`)).toBe(true);
    expect(isEmbedded("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148")).toBe(true);
  });
});
