import { describe, expect, it } from "vitest";
import engineEn from "../../../shared/words/en.ftl?raw";
import engineVi from "../../../shared/words/vi.ftl?raw";
import { en as enWords } from "../words/en";
import { vi as viWords } from "../words/vi";
import { en } from "./en";
import { CHAPTERS, type GuideText } from "./text";
import { vi } from "./vi";

// Every text of the shell in one language that has no blanks.
function textsOf(words: unknown): string[] {
  if (typeof words === "string") return [words];
  return typeof words === "object" && words !== null ? Object.values(words).flatMap(textsOf) : [];
}

// What the engine calls the steps of a meeting.
function stepsIn(engine: string): string[] {
  const lines = engine.split("\n").filter((line) => line.startsWith("step-meeting-"));
  return lines.map((line) => line.slice(line.indexOf("=") + 1).trim());
}

const stepsOf = (guide: GuideText) => CHAPTERS.flatMap((chapter) => guide[chapter].parts.flatMap((part) => part.steps));

describe.each([
  ["vi", vi, viWords, engineVi],
  ["en", en, enWords, engineEn],
] as const)("the guide in %s", (_, guide, words, engine) => {
  it("names no button that is not called so", () => {
    const called = new Set([...textsOf(words), ...stepsIn(engine)]);
    const named = stepsOf(guide).flatMap((step) => [...step.matchAll(/“([^”]+)”/g)].map(([, name]) => name));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => name === undefined || !called.has(name))).toEqual([]);
  });
});

it("the guide shows and tells the same in both languages", () => {
  const shape = (guide: GuideText) =>
    CHAPTERS.map((chapter) => guide[chapter].parts.map((part) => [part.steps.length, ...part.pictures.map(([picture]) => picture)]));
  expect(shape(en)).toEqual(shape(vi));
});
