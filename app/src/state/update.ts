// A new version of the app: fetched behind the scenes, offered in one line, and taken when the person says so.
//
// What the browser already did before this page listened is looked at first; a button never waits for ever.

import { scriptUrl } from "../engine/trusted";
import { Store } from "./store";

export type Update = "none" | "waiting" | "taking" | "stuck";

export const update = new Store<Update>("none");

// Whether the app opens without a connection: not yet while its files are being kept, and not at all in a browser that
// keeps none, as without a certificate that the phone trusts.
export type Opens = "unknown" | "not yet" | "offline" | "never";

export const opens = new Store<Opens>("unknown");

const TAKE_MS = 20_000;
const LOOK_MS = 60 * 60_000;
const RELOADED = "sen.reloaded";

let found: ServiceWorkerRegistration | undefined;
let looked = Date.now();

// Registers the service worker, and offers what waits. Without a certificate that the phone trusts there is none; the app
// then works while there is a connection. The first time it waits until the page has started, so that one slow line does
// not carry everything twice.
export async function watchForUpdates(started: Promise<void>): Promise<void> {
  if (import.meta.env.DEV) return;
  if (!("serviceWorker" in navigator)) {
    opens.set("never");
    return;
  }
  const { serviceWorker } = navigator;
  // The first service worker of a page takes over without anything being new.
  const isFirst = serviceWorker.controller === null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (isFirst && update.value === "none") return;
    reloadOnce();
  });
  if (isFirst) await started;
  try {
    found = await serviceWorker.register(scriptUrl("/app/sw.js") as string, { scope: "/app/", updateViaCache: "none" });
  } catch {
    opens.set("never");
    return;
  }
  offer(found);
  watchFirst(found);
  found.addEventListener("updatefound", () => found && offer(found));
  // An app that is never closed is asked for when somebody comes back to it.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - looked > LOOK_MS) lookForUpdate();
  });
}

// Follows the first service worker until it has kept every file. One that could not is tried again with the next opening.
function watchFirst(registration: ServiceWorkerRegistration): void {
  const coming = registration.installing;
  opens.set(registration.active ? "offline" : "not yet");
  if (registration.active || !coming) return;
  coming.addEventListener("statechange", () => {
    if (coming.state === "redundant") opens.set("never");
    else if (coming.state !== "installing") opens.set("offline");
  });
}

// Asks the server whether there is a newer version.
export function lookForUpdate(): void {
  looked = Date.now();
  // Without a network there is nothing to find out, and the next look will.
  found?.update().catch(() => undefined);
}

// Takes the version that waits: the page is loaded anew once it has taken over.
export function takeUpdate(): void {
  sessionStorage.removeItem(RELOADED);
  const waiting = found?.waiting;
  if (!waiting) {
    reloadOnce();
    return;
  }
  update.set("taking");
  setTimeout(() => update.value === "taking" && update.set("stuck"), TAKE_MS);
  waiting.postMessage("take-over");
}

function offer(registration: ServiceWorkerRegistration): void {
  const say = () => {
    // Without one that is in use, the one that waits is the first and takes over by itself.
    if (registration.waiting && registration.active && update.value === "none") update.set("waiting");
  };
  say();
  registration.installing?.addEventListener("statechange", say);
}

// Once for each time that the person asked: a page that loads itself again and again helps nobody.
function reloadOnce(): void {
  if (sessionStorage.getItem(RELOADED)) {
    update.set("stuck");
    return;
  }
  sessionStorage.setItem(RELOADED, "yes");
  location.reload();
}
