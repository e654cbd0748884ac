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
    events.addEventListener("waiting", (event) => {
      tell(Number(event.data));
      // Also what came between the page and this line, or while nobody looked at it.
      if (event.lastEventId !== note.dataset.live) note.hidden = false;
    });
  };
  document.addEventListener("visibilitychange", follow);
  note.querySelector("button").addEventListener("click", () => location.reload());
  follow();
}
