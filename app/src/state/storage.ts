// Whether the browser promised to keep what is stored, and how much room there is. Asked, and told as it was answered.

import { useEffect, useState } from "preact/hooks";

export type Kept = { persisted: boolean; usage: number; quota: number };

// Asks for the promise anew at each start: browsers give it when they trust the page, not when it asks first.
export async function askToKeep(): Promise<Kept | null> {
  const storage = (navigator as { storage?: StorageManager }).storage;
  if (!storage) return null;
  const persisted = (await storage.persisted()) || (await storage.persist());
  const { usage = 0, quota = 0 } = await storage.estimate();
  return { persisted, usage, quota };
}

export function useStorage(): Kept | null {
  const [kept, setKept] = useState<Kept | null>(null);
  useEffect(() => {
    // A browser that does not answer has promised nothing.
    askToKeep().then(setKept, () => undefined);
  }, []);
  return kept;
}
