// Whether somebody types: the dock lets go of the bottom meanwhile, so that it never stands over the keyboard. It comes back a
// moment after, or it would slide under the finger that left the field for a button beside it, and the tap would be lost.

const LINGER_MS = 500;
const FIELDS = "textarea, input:not([type=radio], [type=checkbox], [type=file], [inputmode=none])";

export function watchTyping(): void {
  const { classList } = document.documentElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isField = (target: EventTarget | null) => target instanceof Element && target.matches(FIELDS);
  addEventListener("focusin", ({ target }) => {
    if (!isField(target)) return;
    clearTimeout(timer);
    classList.add("typing");
  });
  addEventListener("focusout", ({ target }) => {
    if (!isField(target)) return;
    clearTimeout(timer);
    timer = setTimeout(() => classList.remove("typing"), LINGER_MS);
  });
}
