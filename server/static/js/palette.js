// Going somewhere by Ctrl K: the pages of the console, and what the search finds first. It is never the only way: each page
// is in the navigation, and the search has its field. What the server answers is text here and never markup.

/** How long somebody has to pause before it is searched, in milliseconds. */
const PAUSE_MS = 300;
/** Fewer letters find too much. */
const LETTERS_MIN = 2;

/** A text as it is compared: small letters without marks. */
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().trim();
}

/** Where all that is found stands. */
function searched(words) {
  return `/search?q=${encodeURIComponent(words)}`;
}

class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector("input");
    this.list = dialog.querySelector("[role=listbox]");
    this.places = [...dialog.querySelectorAll("[role=option]")];
    this.found = dialog.querySelector("[data-found]");
    this.status = dialog.querySelector("[role=status]");
    this.asked = 0;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
    dialog.addEventListener("close", () => clearTimeout(this.timer));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    // A press beside it is one on the dialog itself.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  open() {
    if (this.dialog.open) return;
    this.input.value = "";
    this.typed();
    this.dialog.showModal();
    this.input.focus();
  }

  options() {
    return [...this.list.querySelectorAll("[role=option]:not([hidden])")];
  }

  choose(option) {
    for (const other of this.list.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  go(option) {
    if (option) location.assign(option.dataset.href);
  }

  key(event) {
    // While an input tool puts a letter together, its keys are its own.
    if (event.isComposing || event.keyCode === 229) return;
    const options = this.options();
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.moved = true;
      this.choose(options.at((at + step) % options.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      // Whoever does not wait for what is found goes where all of it is.
      if (options[at]) this.go(options[at]);
      else if (this.input.value.trim() !== "") location.assign(searched(this.input.value.trim()));
    }
  }

  typed() {
    this.moved = false;
    const words = this.input.value.trim();
    const wanted = folded(words);
    for (const place of this.places) place.hidden = !folded(place.textContent).includes(wanted);
    this.show([], "");
    clearTimeout(this.timer);
    this.asked += 1;
    if (words.length >= LETTERS_MIN) this.timer = setTimeout(() => this.search(words, this.asked), PAUSE_MS);
  }

  async search(words, asked) {
    let hits = null;
    try {
      const answer = await fetch(`/search/first?q=${encodeURIComponent(words)}`, { headers: { accept: "application/json" } });
      // A session that has ended leads to the sign-in page, which is no answer.
      if (answer.ok && !answer.redirected) hits = await answer.json();
    } catch {
      // No connection: said below.
    }
    // Somebody may have typed on, or closed it.
    if (asked !== this.asked || !this.dialog.open) return;
    this.show(hits ?? [], words);
    if (!hits) this.status.textContent = this.dialog.dataset.failed;
  }

  /** The records that were found, and the way to all of them. */
  show(hits, words) {
    const chosen = this.input.getAttribute("aria-activedescendant");
    const lines = hits.map((hit, at) => this.line(hit, `hit-${at}`, "vi"));
    if (words !== "") lines.push(this.line({ href: searched(words), title: this.dialog.dataset.all, place: words }, "all", ""));
    this.found.replaceChildren(...lines);
    for (const group of this.list.querySelectorAll("[role=group]")) {
      group.hidden = !group.querySelector("[role=option]:not([hidden])");
    }
    // What somebody has gone to by the arrows stays chosen when hits come.
    const options = this.options();
    this.choose((this.moved && options.find((option) => option.id === chosen)) || options[0]);
    this.status.textContent = words === "" ? "" : `${hits.length} ${this.dialog.dataset.records}`;
  }

  line(hit, name, lang) {
    const line = document.createElement("div");
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.id = `palette-${name}`;
    line.dataset.href = hit.href;
    const title = document.createElement("span");
    title.textContent = hit.title;
    if (lang) title.lang = lang;
    const place = document.createElement("small");
    place.textContent = hit.place;
    line.append(title, place);
    return line;
  }
}

export function palette() {
  const dialog = document.querySelector("dialog[data-palette]");
  if (!dialog) return;
  const made = new Palette(dialog);
  const hint = document.querySelector("[data-palette-open]");
  if (hint) {
    hint.hidden = false;
    hint.addEventListener("click", () => made.open());
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.shiftKey) return;
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    made.open();
  });
}
