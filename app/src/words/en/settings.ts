// Words of the settings.

export const settings = {
  title: "Settings",
  server: "Server",
  language: "Language",
  languages: { vi: "Tiếng Việt", en: "English" },
  safety: "Lock",
  changePin: "Change the PIN",
  lock: "Lock, switch person",
  useFingerprint: "Open by fingerprint from now on",
  hasFingerprint: "From now on it opens by fingerprint.",
  noFingerprint: "This phone cannot. The PIN works as before.",
  forgetFingerprint: "No longer open by fingerprint",
  pins: { old: "Present PIN", new: "New PIN", again: "New PIN again" },
  phone: "This phone",
  installed: "Sen is on the home screen.",
  notInstalled: "Sen is not on the home screen.",
  kept: "The browser has promised to keep the data.",
  notKept: "The browser has not promised to keep the data. Send after each meeting.",
  room: (used: number, all: number) => `${used} MB of ${all} MB used.`,
  about: "About Sen",
  licences: "Sen 0.1.0, Apache 2.0. Uses Preact, jsQR, SQLite, SQLCipher, Automerge.",
};
