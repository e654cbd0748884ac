// What an enrolment code, its link and the browser that opened it say by themselves.

// Every name and address of the machine itself.
const THIS_MACHINE = /^(localhost|127(\.\d+){3}|\[::1\])$/;

// Whether the app of `here` may enrol with a code of the server at `url`: the page speaks with its own server alone.
export function isOfThisServer(url: string, here: { protocol: string; host: string; hostname: string }): boolean {
  try {
    const there = new URL(url);
    if (THIS_MACHINE.test(there.hostname)) return THIS_MACHINE.test(here.hostname);
    return there.host === here.host && there.protocol === here.protocol;
  } catch {
    return false;
  }
}

// Whether the page is shown inside another app, whose storage is its own and goes with it. On an iPhone the home screen
// calls itself what other apps do, and is none.
export function isEmbedded(agent: string, isInstalled: boolean): boolean {
  if (isInstalled) return false;
  return /; wv\)|\bZalo\b|FBAN|FBAV|Instagram|Line\//.test(agent) || (/iPhone|iPad/.test(agent) && !/Safari\//.test(agent));
}

// The link that opens the app with this code elsewhere; without a code the app alone.
export function linkWith(code: string, origin: string): string {
  return code === "" ? `${origin}/app/` : `${origin}/app/#${code}`;
}

// The same link as Android takes it for Chrome. What stands behind the last number sign is the intent's, the code stays
// with the address.
export function chromeLink(link: string): string {
  const { protocol } = new URL(link);
  return `intent://${link.slice(protocol.length + 2)}#Intent;scheme=${protocol.slice(0, -1)};package=com.android.chrome;end`;
}

export type Machine = "Android" | "iPhone" | "iPad" | "Windows" | "Mac" | "Linux" | "";

// What kind of machine this is, as far as its browser says. An iPad calls itself a Mac, but is touched with fingers.
export function machineOf(agent: string, touches: number): Machine {
  const kinds: [RegExp, Machine][] = [
    [/Android/, "Android"],
    [/iPhone|iPod/, "iPhone"],
    [/iPad/, "iPad"],
    [/Windows/, "Windows"],
    [/Macintosh/, touches > 1 ? "iPad" : "Mac"],
    [/Linux|CrOS/, "Linux"],
  ];
  return kinds.find(([name]) => name.test(agent))?.[1] ?? "";
}
