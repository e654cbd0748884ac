// Trusted Types: the only scripts this page ever starts are its own two, from its own address.

type Policy = { createScriptURL(url: string): unknown };
type Factory = { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy };

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

const policy = factory?.createPolicy("sen", {
  createScriptURL: (url) => {
    const found = new URL(url, location.href);
    const own = found.origin === location.origin && (found.pathname.startsWith("/app/assets/") || found.pathname === "/app/sw.js");
    if (!own && !import.meta.env.DEV) throw new TypeError("a script that is not this app's own");
    return found.href;
  },
});

// An address as the browser takes it for a worker's script.
export function scriptUrl(url: URL | string): unknown {
  return policy?.createScriptURL(url.toString()) ?? url.toString();
}
