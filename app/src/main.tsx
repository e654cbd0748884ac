// The beginning of what is shown.

import { render } from "preact";
import { App } from "./App";
import { takeLinkedCode } from "./first/inHand";
import { followHistory } from "./state/router";
import { watchTyping } from "./ui/typing";

takeLinkedCode();
addEventListener("hashchange", takeLinkedCode);
watchTyping();
followHistory();

const place = document.getElementById("app");
if (place) {
  place.replaceChildren();
  render(<App />, place);
}
