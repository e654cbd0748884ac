// Next and previous by key: j and k where no text is typed, Alt Page Down and Alt Page Up everywhere. On a list they move
// from line to line, on a record to the one beside it. The single letters can be turned off, and are never taken from an
// input tool. Pages work without it.

const KEPT = "sen-keys";

/** Whether the reader has turned the single letters off. */
function areLettersOff() {
  try {
    return localStorage.getItem(KEPT) === "off";
  } catch {
    return false;
  }
}

function keepLetters(off) {
  try {
    localStorage.setItem(KEPT, off ? "off" : "on");
  } catch {
    // Without storage it holds until the page is left.
  }
}

/** Which way a key leads: 1 on, -1 back, 0 nowhere. */
function way(event) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return 0;
  if (event.altKey) return { PageDown: 1, PageUp: -1 }[event.key] ?? 0;
  const types = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
  if (types || event.shiftKey || areLettersOff()) return 0;
  return { j: 1, k: -1 }[event.key] ?? 0;
}

function toLine(lines, step) {
  const here = lines.findIndex((line) => line.closest("li").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : lines.length - 1) : here + step;
  const line = lines[Math.min(Math.max(next, 0), lines.length - 1)];
  line.focus();
  line.scrollIntoView({ block: "nearest" });
}

function offerSwitch() {
  const button = document.querySelector("[data-keys]");
  if (!button) return;
  const say = () => {
    button.textContent = areLettersOff() ? button.dataset.on : button.dataset.off;
  };
  button.addEventListener("click", () => {
    keepLetters(!areLettersOff());
    say();
  });
  say();
  button.hidden = false;
}

export function keys() {
  offerSwitch();
  document.addEventListener("keydown", (event) => {
    const step = way(event);
    if (step === 0) return;
    const lines = [...document.querySelectorAll("#lines .queue .what a")];
    const beside = document.querySelector(step > 0 ? ".step a[rel=next]" : ".step a[rel=prev]");
    if (lines.length === 0 && !beside) return;
    event.preventDefault();
    if (beside) beside.click();
    else toLine(lines, step);
  });
}
