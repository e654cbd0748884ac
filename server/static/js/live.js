// Word of what changed while the page is open: how much waits, and that what stands here is of before. Nothing moves under
// the reader: they load the page again when they want to.

/** Follows the server while the page is looked at. */
export function live() {
  const note = document.querySelector("[data-live]");
  if (!note) return;
  const count = document.querySelector("[data-waiting]");
  let events = null;
  const tell = (n) => {
    if (!count) return;
    count.textContent = new Intl.NumberFormat(document.documentElement.lang).format(n);
    count.hidden = n === 0;
  };
  const follow = () => {
    if (document.hidden) {
      events?.close();
      events = null;
      return;
    }
    if (events) return;
    events = new EventSource("/live");
    events.addEventListener("now", (event) => tell(Number(event.data)));
    events.addEventListener("changed", (event) => {
      tell(Number(event.data));
      note.hidden = false;
    });
  };
  document.addEventListener("visibilitychange", follow);
  note.querySelector("button").addEventListener("click", () => location.reload());
  follow();
}
