// Letters that did not come into the book before their screen or the engine went: in the memory of this page alone, for the
// person who typed them, until they are brought or thrown away.

import type { Field } from "../engine/types";
import type { Latest } from "../parts/latest";
import { putUpon, type Session, type Unbrought } from "../parts/typing";
import { Store } from "./store";

// Where they were typed. A text that was not begun has a name of its field's, and no place in the record.
export type Spot = { profile: string; id: string; place: string; begins: boolean };
export type Left = Spot & Unbrought;

type Queue = { settled: () => Promise<void> };

export class LeftLetters {
  readonly all = new Store<readonly Left[]>([]);
  readonly #queues = new Set<Queue>();
  readonly #forms = new Map<string, Latest<Field[]>>();

  // A queue behind a field that somebody types into, until the function it gives is called.
  watch(queue: Queue): () => void {
    this.#queues.add(queue);
    return () => this.#queues.delete(queue);
  }

  // Whoever keeps a form from now on; gives what the one before could not keep.
  form(key: string, keeper: Latest<Field[]>): Field[] | null {
    const before = this.#forms.get(key)?.rest ?? null;
    this.#forms.set(key, keeper);
    return before;
  }

  // Done when whatever is typed was brought, or could not be.
  async settled(): Promise<void> {
    await Promise.all([...this.#queues].map((queue) => queue.settled()));
  }

  put(left: Left): void {
    this.all.set([...this.all.value.filter((one) => !isAt(one, left)), left]);
  }

  // What was left there, which whoever asks now has to bring.
  take(spot: Spot): Left | null {
    const found = this.all.value.find((one) => isAt(one, spot)) ?? null;
    if (found) this.drop(found);
    return found;
  }

  drop(left: Left): void {
    this.all.set(this.all.value.filter((one) => one !== left));
  }

  // Brings what a person left, once their book is open again; what is refused stays.
  async bring(profile: string, open: (id: string, place: string) => Promise<Session>): Promise<void> {
    for (const left of this.all.value.filter((one) => one.profile === profile && !one.begins)) {
      try {
        const session = await open(left.id, left.place);
        let field = putUpon(left, await session.text());
        for (let splice = field.first(); splice; splice = field.first()) {
          await session.splice(splice.at, splice.remove, splice.insert);
          field = field.begunAnew(splice);
        }
        await session.finish();
        this.drop(left);
      } catch {
        // It is shown until it is copied or typed elsewhere.
      }
    }
  }
}

function isAt(one: Spot, other: Spot): boolean {
  return one.profile === other.profile && one.id === other.id && one.place === other.place && one.begins === other.begins;
}
