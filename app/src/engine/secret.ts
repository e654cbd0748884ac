// The secret that this browser keeps for all profiles: without it no PIN can be tried.
//
// It is derived from a key that the browser never gives out, so a copy of the vault's files alone opens nothing. Whoever
// copies the whole browser profile has the key as well: then the PIN is what is left.

const STORE = "secret";
const LABEL = new TextEncoder().encode("sen/browser-secret/1");

export async function deviceSecret(): Promise<Uint8Array> {
  const key = await kept();
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, LABEL));
}

async function kept(): Promise<CryptoKey> {
  const database = await open();
  try {
    const found = await done<CryptoKey | undefined>(database.transaction(STORE).objectStore(STORE).get("key"));
    if (found) return found;
    const made = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
    const writing = database.transaction(STORE, "readwrite", { durability: "strict" });
    // Only where there is none: another window may have been quicker.
    const adding = writing.objectStore(STORE).add(made, "key");
    adding.onerror = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    await finished(writing);
    return (await done<CryptoKey | undefined>(database.transaction(STORE).objectStore(STORE).get("key"))) ?? made;
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open("sen", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return done(opening);
}

function done<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new Error("the browser's database does not answer"));
  });
}

function finished(writing: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    writing.oncomplete = () => resolve();
    writing.onerror = () => reject(writing.error ?? new Error("the browser's database does not write"));
    writing.onabort = () => reject(writing.error ?? new Error("the browser's database does not write"));
  });
}
