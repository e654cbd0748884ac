// What the bench sees of the app, put into the page before anything of its own: when a frame showed something, and when
// the engine's worker was asked and has answered. An answer to a call that writes means that it is on disk.
(() => {
  const bench = {};
  const at = (xpath) => document.evaluate(xpath, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;

  // Once the frame that comes next is drawn.
  const framed = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(null);
      }),
    );

  // The moment at which what the path finds was drawn.
  bench.shown = (xpath) =>
    new Promise((done) => {
      const watcher = new MutationObserver(() => look());
      const look = () => {
        if (!at(xpath)) return false;
        watcher.disconnect();
        void framed().then(done);
        return true;
      };
      if (!look()) watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });

  // The name a row of the roll begins with.
  bench.text = (xpath) => at(xpath).querySelector("input + *").textContent.trim();

  const asked = new Map();
  const ears = [];
  const own = new Map();
  let port = null;
  let next = 1e9;

  const hear = ({ data }) => {
    const request = asked.get(data.id);
    if (!request) return;
    asked.delete(data.id);
    const heard = { asked: request.at, answered: performance.now(), value: data.value, failure: data.failure };
    for (const ear of ears.splice(0)) {
      if (ear.call === request.call) ear.done(heard);
      else ears.push(ear);
    }
    own.get(data.id)?.(heard);
    own.delete(data.id);
  };

  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    if (port !== this) {
      port = this;
      this.addEventListener("message", hear);
    }
    asked.set(message.id, { call: message.call ?? message.name, at: performance.now() });
    return post.call(this, message, ...more);
  };

  // The next answer to such a call.
  bench.next = (call) => new Promise((done) => ears.push({ call, done }));

  // Asks the engine as the page does.
  bench.ask = async (on, call, args, more = {}) => {
    const id = next++;
    const answer = new Promise((done) => own.set(id, done));
    port.postMessage({ ...more, id, on, call, args });
    const { value, failure } = await answer;
    if (failure) throw new Error(`${call}: ${failure.code}: ${failure.why}`);
    return value;
  };

  // Taps what the first path finds; gives the milliseconds until the second finds something that is drawn, and, where a call
  // is named, until that is answered.
  bench.tap = async (xpath, until, call = null) => {
    const answered = call === null ? null : bench.next(call);
    const begun = performance.now();
    at(xpath).click();
    const moments = [await bench.shown(until)];
    if (answered) moments.push((await answered).answered);
    return Math.max(...moments) - begun;
  };

  // Types a text letter by letter behind what the field holds; gives for each letter the milliseconds until it is on disk.
  bench.type = async (text) => {
    const field = at("//textarea");
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    const took = [];
    for (const letter of text) {
      const answered = bench.next("splice");
      const begun = performance.now();
      document.execCommand("insertText", false, letter);
      took.push((await answered).answered - begun);
      await framed();
    }
    return took;
  };

  // Writes an evening, each note with the call a screen makes for it; gives the meeting's id.
  bench.evening = async (notes, date, ordinal) => {
    const vault = (call, ...args) => bench.ask("vault", call, args);
    const fields = (values) => Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
    const person = ({ id, name }) => ({ key: id, name });
    const meeting = (await vault("open_meeting", "thuong_ky", date, ordinal, null)).id;
    const items = [];
    for (const { head, roll, item, saying, vote, minutes } of notes) {
      if (head) await vault("set", meeting, fields({ place: head.place }));
      if (roll) {
        const marks = roll.map((one) => ({ person: person(one), standing: one.standing, attendance: one.attendance, reason: one.reason }));
        await vault("mark_attendance", meeting, marks);
      }
      if (item) items.push(await vault("add", meeting, "agenda", fields({ title: item.title, order: item.order + 1 })));
      if (saying) await vault("add", meeting, "says", fields({ item: items[saying.item], role: saying.kind, text: saying.text }));
      if (vote) {
        const { method, eligible, present, agree, against, other } = vote;
        await vault("record_vote", meeting, { matter: vote.key, method, eligible, present, agree, against, other });
      }
      if (minutes) {
        const session = await bench.ask("worker", "open_text", [meeting, "minutes"]);
        const { length } = await bench.ask("session", "text", [], { session });
        await bench.ask("session", "splice", [length, 0, minutes], { session });
        await bench.ask("session", "finish", [], { session });
      }
    }
    return meeting;
  };

  // Where somebody would click.
  bench.middle = (xpath) => {
    const { x, y, width, height } = at(xpath).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };

  // When a key was pressed last.
  addEventListener("keydown", ({ timeStamp }) => (bench.pressed = timeStamp), true);

  // What a start leads to, in milliseconds since the page was asked for: the pad of the PIN, a neighbour's budget.
  bench.pin = bench.shown("//*[@class='pad']");
  bench.budget = bench.shown("//*[@data-testid='budget-table']");
  // The sync that an opened book begins with.
  bench.begun = bench.next("sync");
  globalThis.bench = bench;
})();
