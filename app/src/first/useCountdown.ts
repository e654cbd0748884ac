// Seconds that are still to be waited, by time that has really gone by: a page that slept does not wait longer for it.

import { useEffect, useState } from "preact/hooks";

// Whole seconds until `end_ms`, and none below zero.
export function secondsLeft(end_ms: number, now_ms: number): number {
  return Math.max(0, Math.ceil((end_ms - now_ms) / 1000));
}

// The seconds left of those that were begun last, and what begins others.
export function useCountdown(first_ms: number): [number, (ms: number) => void] {
  const [end, setEnd] = useState(() => performance.now() + first_ms);
  const [left, setLeft] = useState(secondsLeft(first_ms, 0));
  useEffect(() => {
    const look = () => {
      const now = secondsLeft(end, performance.now());
      setLeft(now);
      if (now === 0) clearInterval(timer);
    };
    const timer = setInterval(look, 1000);
    look();
    return () => clearInterval(timer);
  }, [end]);
  const begin = (ms: number) => {
    setEnd(performance.now() + ms);
    setLeft(secondsLeft(ms, 0));
  };
  return [left, begin];
}
