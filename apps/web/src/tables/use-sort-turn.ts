import { useEffect, useState } from 'react';

const SORT_EVERY_MS = 1000;

/** Counts the seconds in which things may change places: none while a button of the pointer is down. */
export function useSortTurn(): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isDown = false;
    const leaving = new AbortController();
    const options = { signal: leaving.signal, capture: true };
    document.addEventListener('pointerdown', () => (isDown = true), options);
    for (const end of ['pointerup', 'pointercancel'] as const) {
      document.addEventListener(end, () => (isDown = false), options);
    }
    const timer = setInterval(() => {
      if (!isDown) setTurn((before) => before + 1);
    }, SORT_EVERY_MS);
    return () => {
      clearInterval(timer);
      leaving.abort();
    };
  }, []);
  return turn;
}
