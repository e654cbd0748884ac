// The service worker: one release of the app, whole or not at all, from which every page is answered without a network.
//
// It owns the cache of files. It refuses to touch anything else: what goes to the ward never passes through a cache.

type Release = { id: string; files: { path: string; sha256: string; bytes: number }[] };

// Put in by the build: every file of the release but this one.
declare const __RELEASE__: Release;

const worker = self as unknown as ServiceWorkerGlobalScope;
const BASE = "/app/";
const release = __RELEASE__;
const NAME = `sen-${release.id}`;
const files = new Map(release.files.map((file) => [BASE + file.path, file]));

worker.addEventListener("install", (event) => {
  event.waitUntil(fetchAll());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()));
});

// A release takes over when the page says so, or by itself once no page is open.
worker.addEventListener("message", (event) => {
  if (event.data === "take-over") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== worker.location.origin || !address.pathname.startsWith(BASE)) return;
  const file = files.get(address.pathname);
  if (event.request.mode === "navigate") event.respondWith(page(event.request));
  else if (file) event.respondWith(kept(file));
});

// Fetches every file, and believes none without its digest. The release that is in use stays until this one is whole.
async function fetchAll(): Promise<void> {
  const cache = await caches.open(NAME);
  try {
    for (const file of release.files) await cache.put(BASE + file.path, await whole(file));
  } catch (why) {
    await caches.delete(NAME);
    throw why;
  }
}

// A file as the release has it: from a try that broke off or the release before, from what the page has just fetched, or
// past the browser's own cache, which may hold half a file.
async function whole({ path, sha256 }: Release["files"][number]): Promise<Response> {
  const address = BASE + path;
  const ways = [() => caches.match(address), () => fetch(address), () => fetch(address, { cache: "reload" })];
  for (const way of ways) {
    const answer = await way();
    const found = answer && (await checked(answer, sha256));
    if (found) return found;
  }
  throw new TypeError(`${address} is not what this release was made of`);
}

// The answer as it is to be kept, if its bytes are those of the release.
async function checked(answer: Response, sha256: string): Promise<Response | undefined> {
  if (!answer.ok) return undefined;
  const bytes = await answer.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== sha256) return undefined;
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("Sen-Kept", release.id);
  return new Response(bytes, { status: 200, headers });
}

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(`${BASE}index.html`)) ?? fetch(request);
}

// A file of the release. What is kept was looked at when it came; what the browser has dropped since is looked at as then.
async function kept(file: Release["files"][number]): Promise<Response> {
  const [cache, address] = [await caches.open(NAME), BASE + file.path];
  const found = await cache.match(address);
  if (found) return found;
  const fetched = await whole(file);
  // On a full phone it is fetched again the next time.
  await cache.put(address, fetched.clone()).catch(() => undefined);
  return fetched;
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("sen-") && name !== NAME).map((name) => caches.delete(name)));
}
