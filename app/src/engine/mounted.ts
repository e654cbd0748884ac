// The browser's files, opened as soon as whoever had them before has let go.
//
// The worker of a page that was left, as by a reload, ends a moment after its page, and until then nobody else opens them.

import { failureOf } from "./failed";

// As long as the page before this one may take to end; another window keeps the files.
const LEAVING_MS = 1_500;
const AGAIN_MS = 50;

export async function mounted(mount: () => Promise<void>): Promise<void> {
  for (let waited = 0; ; waited += AGAIN_MS) {
    try {
      await mount();
      return;
    } catch (why) {
      if (failureOf(why).code !== "in_use" || waited >= LEAVING_MS) throw why;
      await new Promise((goOn) => setTimeout(goOn, AGAIN_MS));
    }
  }
}
