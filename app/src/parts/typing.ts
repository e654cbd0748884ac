// What a person types into a running text, brought to the engine splice by splice, in order, apart from the drawing.

import type { SessionText } from "../engine/types";

export type Splice = { at: number; remove: number; insert: string };

// The session of the engine, as far as typing needs it.
export type Session = {
  text: () => Promise<string>;
  splice: (position: number, remove: number, insert: string) => Promise<boolean>;
  is_behind: () => Promise<boolean>;
  refresh: (caret: number) => Promise<SessionText>;
  finish: () => Promise<void>;
};

// The one splice that turns `before` into `after`, in UTF-16 units; nothing where they are the same. What stands behind the
// caret was not typed: of several splices that fit, the one that ends at the caret is meant.
export function spliceOf(before: string, after: string, caret: number = after.length): Splice | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let behind = 0;
  const behindMost = Math.min(shorter, after.length - caret);
  while (behind < behindMost && before.at(-1 - behind) === after.at(-1 - behind)) behind += 1;
  let ahead = 0;
  while (ahead < shorter - behind && before[ahead] === after[ahead]) ahead += 1;
  // No splice begins or ends within a character of two units.
  if (isLow(before, ahead) || isLow(after, ahead)) ahead -= 1;
  if (isLow(before, before.length - behind) || isLow(after, after.length - behind)) behind -= 1;
  return { at: ahead, remove: before.length - ahead - behind, insert: after.slice(ahead, after.length - behind) };
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

// A passage put in at the caret, on lines of its own; and where the caret stands behind it.
export function inserted(text: string, caret: number, passage: string): { text: string; caret: number } {
  const before = text.slice(0, caret);
  const after = text.slice(caret);
  const opening = before === "" || before.endsWith("\n") ? "" : "\n";
  const closing = after === "" || after.startsWith("\n") ? "" : "\n";
  return { text: before + opening + passage + closing + after, caret: (before + opening + passage).length };
}

// One sitting at one text. Whatever is typed while a splice is under way goes with the next one, so the order holds.
export class Typing {
  // What the engine has of this sitting.
  #known: string;
  #wanted: { text: string; caret: number } | null = null;
  #running: Promise<void> | null = null;

  constructor(
    private readonly session: Session,
    text: string,
    private readonly onBehind: (isBehind: boolean) => void,
  ) {
    this.#known = text;
  }

  // Takes the field as it stands; done when all of it is on disk, and failing as the engine failed.
  type(text: string, caret: number): Promise<void> {
    this.#wanted = { text, caret };
    this.#running ??= this.#bring().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  // Others' text and one's own together, once what is typed is on disk.
  async refresh(caret: number): Promise<SessionText> {
    await this.#running;
    const now = await this.session.refresh(caret);
    this.#known = now.text;
    this.onBehind(false);
    return now;
  }

  async hear(): Promise<void> {
    this.onBehind(await this.session.is_behind());
  }

  async finish(): Promise<void> {
    await this.#running;
    await this.session.finish();
  }

  async #bring(): Promise<void> {
    while (this.#wanted !== null) {
      const { text, caret } = this.#wanted;
      const splice = spliceOf(this.#known, text, caret);
      if (splice !== null) {
        const isBehind = await this.session.splice(splice.at, splice.remove, splice.insert);
        this.#known = text;
        this.onBehind(isBehind);
      }
      if (this.#wanted.text === text) this.#wanted = null;
    }
  }
}
