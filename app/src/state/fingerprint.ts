// Opening by fingerprint or face, where the phone can derive a secret by it (WebAuthn PRF): the PIN is kept encrypted by
// that secret, and by nothing else. The PIN itself goes on working.

type Kept = { credential: string; salt: string; nonce: string; sealed: string };
type Prf = { prf?: { enabled?: boolean; results?: { first?: ArrayBuffer } } };

const NAME = (profile: string) => `sen.fingerprint.${profile}`;
const INFO = new TextEncoder().encode("sen/pin-by-fingerprint/1");

export function hasFingerprint(profile: string): boolean {
  return localStorage.getItem(NAME(profile)) !== null;
}

export function forgetFingerprint(profile: string): void {
  localStorage.removeItem(NAME(profile));
}

// Whether this profile's person was offered it already, and left it or took it.
const ASKED = (profile: string) => `sen.fingerprint.asked.${profile}`;

export function mayOfferFingerprint(profile: string): boolean {
  return !hasFingerprint(profile) && localStorage.getItem(ASKED(profile)) === null;
}

export function doNotOfferFingerprint(profile: string): void {
  localStorage.setItem(ASKED(profile), "1");
}

// Whether this phone may be able to; only asking for it tells whether it is.
export async function mayHaveFingerprint(): Promise<boolean> {
  const known = (globalThis as { PublicKeyCredential?: typeof PublicKeyCredential }).PublicKeyCredential;
  return known !== undefined && (await known.isUserVerifyingPlatformAuthenticatorAvailable());
}

// Keeps a profile's PIN for opening by fingerprint; tells whether the phone could.
export async function keepByFingerprint(profile: string, name: string, pin: string): Promise<boolean> {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const made = (await navigator.credentials.create({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { name: "Sen" },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
      pubKeyCredParams: [
        { type: "public-key", alg: -7 },
        { type: "public-key", alg: -257 },
      ],
      authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required" },
      extensions: { prf: { eval: { first: salt } } },
    },
  })) as PublicKeyCredential | null;
  if (!made || !(made.getClientExtensionResults() as Prf).prf?.enabled) return false;
  const credential = toText(new Uint8Array(made.rawId));
  const key = await derived(credential, salt);
  if (!key) return false;
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(profile) }, key, new TextEncoder().encode(pin));
  const kept: Kept = { credential, salt: toText(salt), nonce: toText(nonce), sealed: toText(new Uint8Array(sealed)) };
  localStorage.setItem(NAME(profile), JSON.stringify(kept));
  return true;
}

// The PIN, after the person touched the sensor.
export async function openByFingerprint(profile: string): Promise<string> {
  const text = localStorage.getItem(NAME(profile));
  if (text === null) throw new Error("nothing is kept by fingerprint");
  const kept = JSON.parse(text) as Kept;
  const key = await derived(kept.credential, fromText(kept.salt));
  if (!key) throw new Error("the phone gave no secret");
  const pin = await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromText(kept.nonce), additionalData: new TextEncoder().encode(profile) }, key, fromText(kept.sealed));
  return new TextDecoder().decode(pin);
}

async function derived(credential: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  const asked = (await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: [{ type: "public-key", id: fromText(credential) }],
      userVerification: "required",
      extensions: { prf: { eval: { first: salt } } },
    },
  })) as PublicKeyCredential | null;
  const secret = (asked?.getClientExtensionResults() as Prf | undefined)?.prf?.results?.first;
  if (!secret) return null;
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const by = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: INFO };
  return crypto.subtle.deriveKey(by, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function toText(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromText(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
