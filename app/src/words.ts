// The language of the screen, and the words in it.

import { Store, useStore } from "./state/store";
import { en } from "./words/en";
import { vi } from "./words/vi";

export type Language = "vi" | "en";

// A text as it is in one language, or a function of its blanks.
type Shape<T> = { [K in keyof T]: T[K] extends string ? string : T[K] extends (...args: infer A) => string ? (...args: A) => string : Shape<T[K]> };
export type Words = Shape<typeof vi>;

const KEPT = "sen.language";
const language = new Store<Language>(kept());
say(language.value);

// The language that was chosen; a browser that keeps nothing for this page gives an error instead of an answer.
function kept(): Language {
  try {
    return localStorage.getItem(KEPT) === "en" ? "en" : "vi";
  } catch {
    return "vi";
  }
}

function keep(chosen: Language): void {
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // Then it holds until the page is closed.
  }
}

function say(chosen: Language): void {
  document.documentElement.lang = chosen;
}

export function currentLanguage(): Language {
  return language.value;
}

// Changes the words of the screen; the engine is told by whoever has it.
export function setLanguage(chosen: Language): void {
  keep(chosen);
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
