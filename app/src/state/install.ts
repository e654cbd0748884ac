// Putting the app on the home screen: the browser says when it may be offered, once, and before anybody asks.

import { machineOf } from "../first/code";
import { Store } from "./store";

type Offer = Event & { prompt(): Promise<void>; userChoice: Promise<{ outcome: "accepted" | "dismissed" }> };

export const installOffer = new Store<Offer | null>(null);

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installOffer.set(event as Offer);
});
addEventListener("appinstalled", () => installOffer.set(null));

export function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
}

export function isApple(): boolean {
  return ["iPhone", "iPad"].includes(machineOf(navigator.userAgent, navigator.maxTouchPoints));
}

// Asks the browser to install; tells whether the person agreed.
export async function install(): Promise<boolean> {
  const offer = installOffer.value;
  if (!offer) return false;
  installOffer.set(null);
  await offer.prompt();
  return (await offer.userChoice).outcome === "accepted";
}
