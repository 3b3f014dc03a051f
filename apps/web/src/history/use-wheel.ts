import { useEffect, useRef, type RefObject } from 'react';

interface WheelWishes {
  readonly onZoom: (by: -1 | 1) => void;
  /** So many turns to the later. */
  readonly onPan: (turns: number) => void;
}

/** What one turn of a wheel tells, px; and how long one zoom lasts, for wheels that tell a turn in many parts. */
const TURN = 100;
const ZOOM_LASTS_MS = 250;

/** A wheel over an element: up and down are nearer and farther, sideways, or with Shift, earlier and later. */
export function useWheel(wishes: WheelWishes): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement>(null);
  const latest = useRef(wishes);
  useEffect(() => {
    latest.current = wishes;
  });
  useEffect(() => {
    let zoomedAtMs = -Infinity;
    const onWheel = (event: WheelEvent): void => {
      // With Ctrl it is the browser's.
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) > 0 && (event.shiftKey || Math.abs(sideways) > Math.abs(event.deltaY))) {
        latest.current.onPan(sideways / TURN);
      } else if (event.deltaY !== 0 && event.timeStamp - zoomedAtMs > ZOOM_LASTS_MS) {
        zoomedAtMs = event.timeStamp;
        latest.current.onZoom(event.deltaY > 0 ? 1 : -1);
      }
    };
    const at = element.current;
    // React listens passively, and a page must not be scrolled meanwhile.
    at?.addEventListener('wheel', onWheel, { passive: false });
    return () => at?.removeEventListener('wheel', onWheel);
  }, []);
  return element;
}
