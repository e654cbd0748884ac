// The PIN, twice, and then the ward: the book is made, opened, enrolled, and filled.

import { useState } from "preact/hooks";
import type { Failure, Profile } from "../engine/types";
import { failureOf } from "../parts/Refusal";
import { useHeard, useSync } from "../state/engine";
import { useSyncing } from "../state/syncing";
import { useSession, useSessions } from "../state/useSession";
import { Frame } from "../ui/Frame";
import { PinPad } from "../ui/PinPad";
import { useWords } from "../words";
import type { Read } from "./FirstOpening";
import { forgetCode, isAdding, keepFor } from "./inHand";

export function EnrolStep({ read, label, onOther }: { read: Read; label: string; onOther: () => void }) {
  const t = useWords();
  const { engine } = useHeard();
  const sessions = useSessions();
  const syncing = useSyncing();
  const session = useSession();
  const [first, setFirst] = useState<string | null>(null);
  const [isUnlike, setUnlike] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [isEnrolled, setEnrolled] = useState(false);

  const guarded = async (act: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await act();
    } catch (why) {
      setFailure(failureOf(why));
      setFirst(null);
    } finally {
      setBusy(false);
    }
  };
  // What may be a PIN is told before it is typed a second time.
  const choose = (pin: string) =>
    guarded(async () => {
      await engine.phone.check_pin(pin);
      setFirst(pin);
    });
  const enrol = async () => {
    await engine.worker.enrol(read.code, label, false);
    forgetCode();
    // What is there comes with the first sync, before any screen could look as if there were nothing; without a line it
    // comes with a later one.
    setEnrolled(true);
    await syncing.now().catch(() => undefined);
    await sessions.refresh();
  };
  const begin = (pin: string) =>
    guarded(async () => {
      const name = nameFor(read.offer.person, await engine.phone.profiles());
      const id = await engine.worker.add_profile(name, pin);
      keepFor(id);
      try {
        const made = (await engine.phone.profiles()).find((profile) => profile.id === id);
        if (made) await sessions.unlock(made, pin);
      } catch (why) {
        // It is there, and is gone on with behind its PIN; a second one is not made.
        await sessions.profiles();
        throw why;
      } finally {
        isAdding.set(false);
      }
      await enrol();
    });

  const other = (
    <button type="button" class="btn text" onClick={onOther}>
      {t.first.otherCode}
    </button>
  );
  // A book that is open already has its PIN.
  if (session.at === "open") {
    return (
      <Frame title={t.first.enrolTitle} eyebrow={t.first.stepOf(3)}>
        <Going failure={failure} busy={busy} />
        {isEnrolled ? (
          <button type="button" class="btn text" onClick={() => void guarded(() => sessions.refresh())}>
            {t.first.fetchLater}
          </button>
        ) : (
          <button type="button" class="btn" aria-disabled={busy} onClick={() => !busy && void guarded(enrol)}>
            {busy ? t.first.busy : t.first.enrolNow}
          </button>
        )}
        {!busy && other}
      </Frame>
    );
  }
  return (
    <Frame title={first === null ? t.first.pinTitle : t.first.pinAgain} eyebrow={t.first.stepOf(3)}>
      <p>{first === null ? t.first.pinWhat : t.first.pinAgainWhat}</p>
      {isUnlike && (
        <p class="error" role="alert">
          {t.first.pinUnlike}
        </p>
      )}
      <Going failure={failure} busy={busy && first !== null} />
      <PinPad
        key={first === null ? "first" : "again"}
        label={t.first.pin}
        busy={busy}
        action={first === null ? t.first.next : t.first.enrolNow}
        onPin={(pin) => {
          setUnlike(first !== null && first !== pin);
          if (first === null) void choose(pin);
          else if (first === pin) void begin(pin);
          else setFirst(null);
        }}
      />
      {!busy && other}
    </Frame>
  );
}

// What is going on, or why it did not.
function Going({ failure, busy }: { failure: Failure | null; busy: boolean }) {
  const t = useWords();
  const sync = useSync();
  if (failure) {
    return (
      <p class="note bad" role="alert">
        <span>{failure.code === "offline" ? t.first.offlineCode : failure.words || t.first.failed}</span>
      </p>
    );
  }
  if (!busy) return null;
  return <p role="status">{sync.at === "running" ? t.first.fetching(sync.received) : t.first.enrolling}</p>;
}

// A name of one's own among those here.
function nameFor(person: string, there: Profile[]): string {
  const taken = new Set(there.map((profile) => profile.name?.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? person : `${person} (${number})`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
