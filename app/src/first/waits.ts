// What of a profile waits to be handed in, in words. What nobody can read is never told as nothing.

import type { SealedWork } from "../engine/types";
import type { Words } from "../words";

export function waitsOf(waiting: SealedWork | null, t: Words): string {
  if (!waiting) return t.first.waitsUnknown;
  return waiting.packages > 0 ? t.first.waits(waiting.packages) : t.first.nothingWaits;
}
