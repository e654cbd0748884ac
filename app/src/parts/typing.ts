// The one queue between a field and its running text: what is typed goes to the engine splice by splice and in order, others'
// text is taken in in the same order, and whatever fails is tried again with the next letter.
//
// The field is never emptied or replaced by what the engine does not have of it.

import type { SessionText } from "../engine/types";
import { Pieces, type Splice, spliced } from "./pieces";
import { survivors } from "./survivors";

// The session of the engine, as far as typing needs it.
export type Session = {
  text: () => Promise<string>;
  splice: (position: number, remove: number, insert: string) => Promise<boolean>;
  is_behind: () => Promise<boolean>;
  refresh: (caret: number) => Promise<SessionText>;
  finish: () => Promise<void>;
};

// What a field holds that did not come into the record: the text it was typed into, and the splice that was on its way when
// nobody answered any more.
export type Unbrought = { base: string; sent: Splice | null; text: string };

// What a text is opened by, and who is told. A text that is to be begun is opened by its first letters.
export type Desk = {
  begins: boolean;
  open: (typed: string) => Promise<Session>;
  // Whether the engine itself went: then nothing more is asked of the session.
  isLost: (why: unknown) => boolean;
  show: (text: string, caret: number) => void;
  onReady: () => void;
  onBehind: (isBehind: boolean) => void;
  onFailure: (why: unknown) => void;
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

// One sitting of one field.
export class Typing {
  #session: Session | null = null;
  // What the field holds, upon what the session has.
  #field = Pieces.of("");
  #caret = 0;
  #sent: Splice | null = null;
  #isLost = false;
  #isAsked = false;
  #running: Promise<void> | null = null;

  constructor(
    private readonly desk: Desk,
    private left: Unbrought | null = null,
  ) {}

  // Opens a text that is there, and begins one of which something was left.
  sit(): void {
    if (this.desk.begins && this.left) {
      this.#field = this.#field.spliced({ at: 0, remove: 0, insert: this.left.text });
      this.#show();
      this.left = null;
    } else void this.#run();
  }

  // Takes the field as it stands after one input.
  type(text: string, caret: number): void {
    const splice = spliceOf(this.#field.text, text, caret);
    this.#caret = caret;
    if (splice) this.#field = this.#field.spliced(splice);
    void this.#run();
  }

  // Others' text and one's own together, once what is typed is on disk.
  takeIn(caret: number): void {
    this.#caret = caret;
    this.#isAsked = true;
    void this.#run();
  }

  // The record changed.
  async hear(): Promise<void> {
    void this.#run();
    const session = this.#session;
    if (!session) return;
    try {
      this.desk.onBehind(await session.is_behind());
    } catch {
      // A record that is gone is told by its screen.
    }
  }

  // Done when nothing is under way any more, whatever came of it.
  settled(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  // The field goes. What does not come into the record even now is given back.
  async finish(): Promise<Unbrought | null> {
    await this.#running;
    await this.#run();
    const left = this.#unbrought();
    try {
      if (!this.#isLost) await this.#session?.finish();
    } catch {
      // Every letter of the session is on disk; one that will not end leaves nothing behind but itself.
    }
    return left;
  }

  #unbrought(): Unbrought | null {
    const { base, text } = this.#field;
    if (this.#session) return base === text && this.#sent === null ? null : { base, sent: this.#sent, text };
    if (this.desk.begins && text !== "") return { base: "", sent: null, text };
    return this.left;
  }

  #run(): Promise<void> {
    if (this.#isLost) return Promise.resolve();
    this.#running ??= this.#work()
      .then(
        () => this.desk.onFailure(null),
        (why: unknown) => {
          this.#isAsked = false;
          this.#isLost ||= this.desk.isLost(why);
          this.desk.onFailure(why);
        },
      )
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #work(): Promise<void> {
    while (!this.#isLost) {
      const splice = this.#field.first();
      if (!this.#session) {
        if (this.desk.begins && splice === null) return;
        await this.#open();
      } else if (splice) await this.#bring(this.#session, splice);
      else if (this.#isAsked) await this.#takeIn(this.#session);
      else return;
    }
  }

  async #open(): Promise<void> {
    const session = await this.desk.open(this.#field.text);
    const now = await session.text();
    if (this.desk.begins) {
      // Its own letters, as the record composed them.
      this.#field = Pieces.between(now, this.#field.text);
    } else {
      this.#field = this.left ? putUpon(this.left, now) : Pieces.of(now);
      this.left = null;
      this.#show();
    }
    this.#session = session;
    this.desk.onReady();
  }

  async #bring(session: Session, splice: Splice): Promise<void> {
    const before = this.#field.base;
    this.#field = this.#field.begunAnew(splice);
    try {
      const isBehind = await session.splice(splice.at, splice.remove, splice.insert);
      this.desk.onBehind(isBehind);
    } catch (why) {
      if (this.desk.isLost(why)) this.#sent = splice;
      this.#field = this.#field.takenBack(before, splice);
      throw why;
    }
  }

  async #takeIn(session: Session): Promise<void> {
    const caret = Math.min(this.#caret, this.#field.base.length);
    const now = await session.refresh(caret);
    this.#isAsked = false;
    // What was typed while it came stands upon it now.
    const isSame = this.#field.first() === null;
    const { pieces, caret: own } = this.#field.upon(now, caret, this.#caret);
    this.#field = pieces;
    this.#caret = isSame ? now.caret : own;
    this.#show();
    this.desk.onBehind(false);
  }

  #show(): void {
    this.desk.show(this.#field.text, this.#caret);
  }
}

// What was left of an earlier sitting, put upon the text as it is now.
export function putUpon({ base, sent, text }: Unbrought, now: string): Pieces {
  const began = sent !== null && isIn(base, sent, now) ? withLetters(base, sent) : base;
  return Pieces.between(began, text).upon({ text: now, caret: now.length }, began.length, text.length).pieces;
}

// What was on its way, had it come: what it took out counts as there, since it is taken out again or gone in any case.
function withLetters(base: string, { at, insert }: Splice): string {
  return spliced(base, { at, remove: 0, insert });
}

// Whether the letters that were on their way when the engine went had come: they stand there, and without them more would
// differ.
function isIn(base: string, sent: Splice, now: string): boolean {
  const after = withLetters(base, sent);
  const places = survivors(after, now);
  const isThere = places.slice(sent.at, sent.at + sent.insert.length).every((place) => place >= 0);
  return isThere && distance(after, now, places) < distance(base, now, survivors(base, now));
}

function distance(before: string, after: string, places: number[]): number {
  return before.length + after.length - 2 * places.filter((place) => place >= 0).length;
}
