// The shape of the guide: four chapters, each a handful of steps beside pictures of the screens they speak of.

export type Chapter = "first-opening" | "meeting" | "no-line" | "lost";

export const CHAPTERS: readonly Chapter[] = ["first-opening", "meeting", "no-line", "lost"];

// A screen that is shown small.
export type PictureName = "who" | "pin" | "today" | "thread" | "roll" | "votes" | "signing" | "safe" | "offline" | "ways" | "conflict" | "revoked" | "code";

export type Part = {
  heading: string;
  // Each with what it shows, for whoever does not see it.
  pictures: readonly [PictureName, string][];
  steps: readonly string[];
};

export type ChapterText = {
  title: string;
  // One sentence for the list of chapters.
  about: string;
  parts: readonly Part[];
};

export type GuideText = Record<Chapter, ChapterText>;
