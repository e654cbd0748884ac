// What every page of the console is given: menus that close, next and previous by key, going somewhere by Ctrl K, and word
// of what changed. Pages work without it.

import { keys } from "./keys.js";
import { live } from "./live.js";
import { palette } from "./palette.js";

/** Closes an open menu when somebody presses elsewhere or leaves it by Escape. */
function closeMenus() {
  const open = () => document.querySelectorAll("details.menu[open], details.drop[open]");
  document.addEventListener("pointerdown", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

closeMenus();
keys();
live();
palette();
