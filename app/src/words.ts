// The language of the screen, and the words in it.

import { Store, useStore } from "./state/store";
import { en } from "./words/en";
import { vi } from "./words/vi";

export type Language = "vi" | "en";

// A text as it is in one language, or a function of its blanks.
type Shape<T> = { [K in keyof T]: T[K] extends string ? string : T[K] extends (...args: infer A) => string ? (...args: A) => string : Shape<T[K]> };
export type Words = Shape<typeof vi>;

const KEPT = "sen.language";
const language = new Store<Language>(localStorage.getItem(KEPT) === "en" ? "en" : "vi");
say(language.value);

function say(chosen: Language): void {
  document.documentElement.lang = chosen;
}

export function currentLanguage(): Language {
  return language.value;
}

// Changes the words of the screen; the engine is told by whoever has it.
export function setLanguage(chosen: Language): void {
  localStorage.setItem(KEPT, chosen);
  say(chosen);
  language.set(chosen);
}

export function useLanguage(): Language {
  return useStore(language);
}

export function wordsIn(chosen: Language): Words {
  return chosen === "en" ? en : vi;
}

export function useWords(): Words {
  return wordsIn(useLanguage());
}
