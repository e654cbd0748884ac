// Trusted Types: the only scripts this page ever starts are its own two, from its own address, and the only document it
// ever reads is a paper of the engine.

type Policy = { createScriptURL(url: string): unknown; createHTML(html: string): unknown };
type Rules = { createScriptURL: (url: string) => string; createHTML: (html: string) => string };
type Factory = { createPolicy(name: string, rules: Rules): Policy };

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

const policy = factory?.createPolicy("sen", {
  createScriptURL: (url) => {
    const found = new URL(url, location.href);
    const own = found.origin === location.origin && (found.pathname.startsWith("/app/assets/") || found.pathname === "/app/sw.js");
    if (!own && !import.meta.env.DEV) throw new TypeError("a script that is not this app's own");
    return found.href;
  },
  createHTML: (html) => html,
});

// An address as the browser takes it for a worker's script.
export function scriptUrl(url: URL | string): unknown {
  return policy?.createScriptURL(url.toString()) ?? url.toString();
}

// A paper of the engine, read without running or loading anything of it.
export function paperDocument(html: string): Document {
  return new DOMParser().parseFromString((policy?.createHTML(html) ?? html) as string, "text/html");
}
