// The beginning of the page: the styles, the first screen, and nothing else.

import { render } from "preact";
import { App } from "./App";
import { takeLinkedCode } from "./first/inHand";
import { followHistory } from "./state/router";
import { watchTyping } from "./ui/typing";
import "./style/base.css";
import "./style/parts.css";
import "./style/meeting.css";

takeLinkedCode();
addEventListener("hashchange", takeLinkedCode);
watchTyping();
followHistory();

const place = document.getElementById("app");
if (place) {
  place.replaceChildren();
  render(<App />, place);
}
