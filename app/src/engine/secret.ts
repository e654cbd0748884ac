// The secret that this browser keeps for all profiles: without it no PIN can be tried.
//
// It is derived from a key that the browser never gives out, so a copy of the vault's files alone opens nothing. Whoever
// copies the whole browser profile has the key as well: then the PIN is what is left.
//
// A browser that was killed while it wrote may drop its whole database of the page at a later start, and never say so. So
// what is derived lies in another of its stores as well, and no key is made as long as that has one.

const STORE = "secret";
const LABEL = new TextEncoder().encode("sen/browser-secret/1");
// No name of a release, whose caches the service worker takes away.
const COPIES = "sen.secret";
const COPY = "/app/secret";
// SHA-256 gives so many.
const BYTES = 32;

// The browser's database, which has the key.
export type Keys = { find(): Promise<CryptoKey | undefined>; make(): Promise<CryptoKey> };
// Where the secret is found again without it.
export type Copies = { find(): Promise<Uint8Array | undefined>; keep(secret: Uint8Array): Promise<void> };

export async function deviceSecret(keys: Keys = inDatabase, copies: Copies = inCache): Promise<Uint8Array> {
  let key: CryptoKey | undefined;
  try {
    key = await keys.find();
  } catch (why) {
    const copy = await copies.find().catch(() => undefined);
    if (copy) return copy;
    throw why;
  }
  if (key) return derived(key);
  const copy = await copies.find();
  if (copy) return copy;
  const secret = await derived(await keys.make());
  await keepCopy(secret, copies);
  return secret;
}

// Sees to it that the secret is found again without its key. A phone without room is asked again at the next start.
export async function keepCopy(secret: Uint8Array, copies: Copies = inCache): Promise<void> {
  try {
    const copy = await copies.find();
    if (!copy || !isSame(copy, secret)) await copies.keep(secret);
  } catch {
    // The key is there.
  }
}

async function derived(key: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, LABEL));
}

const inDatabase: Keys = {
  find: () => within((database) => done<CryptoKey | undefined>(database.transaction(STORE).objectStore(STORE).get("key"))),
  make: () =>
    within(async (database) => {
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
    }),
};

const inCache: Copies = {
  async find() {
    const found = await (await caches.open(COPIES)).match(COPY);
    const copy = found && new Uint8Array(await found.arrayBuffer());
    return copy?.length === BYTES ? copy : undefined;
  },
  async keep(secret) {
    await (await caches.open(COPIES)).put(COPY, new Response(new Uint8Array(secret)));
  },
};

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

async function within<T>(work: (database: IDBDatabase) => Promise<T>): Promise<T> {
  const opening = indexedDB.open("sen", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done<IDBDatabase>(opening);
  try {
    return await work(database);
  } finally {
    database.close();
  }
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
