// The shape of the guide: four chapters, each a handful of steps with a drawing.

export type Chapter = "first-opening" | "meeting" | "no-line" | "lost";

export const CHAPTERS: readonly Chapter[] = ["first-opening", "meeting", "no-line", "lost"];

export type ChapterText = {
  title: string;
  // One sentence for the list of chapters.
  about: string;
  // What the drawing shows, for whoever does not see it.
  drawing: string;
  parts: readonly { heading: string; steps: readonly string[] }[];
};

export type GuideText = Record<Chapter, ChapterText>;
