// The pull from the top of a screen with one finger, as everybody knows it from other apps.
//
// Says how far it has come; whoever listens decides what it does. Nothing is held back from the browser: a screen that is
// not at its top scrolls as ever.

// How far a finger goes, in CSS pixels, until letting go does something.
export const FAR = 96;

export type Pull = "none" | "begun" | "far";

type Heard = (now: Pull, isLetGo: boolean) => void;

// The course of one finger, apart from any page.
export class Finger {
  readonly #heard: Heard;
  #from: number | null = null;
  #now: Pull = "none";

  constructor(heard: Heard) {
    this.#heard = heard;
  }

  down(y: number, fingers: number, isAtTop: boolean): void {
    this.#from = fingers === 1 && isAtTop ? y : null;
    this.#say("none");
  }

  move(y: number, isAtTop: boolean): void {
    if (this.#from === null) return;
    // A screen that scrolls under the finger is being read, not pulled.
    if (!isAtTop) this.#from = null;
    const way = this.#from === null ? 0 : y - this.#from;
    this.#say(way >= FAR ? "far" : way > FAR / 4 ? "begun" : "none");
  }

  up(): void {
    const wasFar = this.#now === "far";
    this.#from = null;
    this.#now = "none";
    this.#heard("none", wasFar);
  }

  cancel(): void {
    this.#from = null;
    this.#say("none");
  }

  #say(now: Pull): void {
    if (now === this.#now) return;
    this.#now = now;
    this.#heard(now, false);
  }
}

// Follows fingers on the page until the function it gives is called.
export function followPull(heard: Heard): () => void {
  const finger = new Finger(heard);
  const isAtTop = () => scrollY <= 0 && !document.querySelector("dialog[open]");
  const y = (event: TouchEvent) => event.touches[0]?.clientY ?? 0;
  const down = (event: TouchEvent) => finger.down(y(event), event.touches.length, isAtTop());
  const move = (event: TouchEvent) => finger.move(y(event), isAtTop());
  const up = () => finger.up();
  const cancel = () => finger.cancel();
  const quiet = { passive: true };
  addEventListener("touchstart", down, quiet);
  addEventListener("touchmove", move, quiet);
  addEventListener("touchend", up, quiet);
  addEventListener("touchcancel", cancel, quiet);
  return () => {
    removeEventListener("touchstart", down);
    removeEventListener("touchmove", move);
    removeEventListener("touchend", up);
    removeEventListener("touchcancel", cancel);
  };
}
