import { useCallback, useEffect, useRef, useState } from 'react';
import type { PastRange } from '../view/past-range.ts';
import type { View } from '../view/url-state.ts';

export interface Scrub {
  /** What is wanted now: where the hand is, or what stands in the address. */
  readonly range: PastRange | undefined;
  /** The address waits until the hand rests: browsers refuse pages that write it all the time. */
  readonly isScrubbing: boolean;
  /** The hand is on its way. */
  readonly move: (range: PastRange) => void;
  /** The same from a key, of which many may follow. */
  readonly nudge: (range: PastRange) => void;
  /** The hand has come to rest; undefined is what is now. */
  readonly settle: (range: PastRange | undefined) => void;
  /** The hand gave up. */
  readonly cancel: () => void;
}

const RESTS_AFTER_MS = 350;

/** The range that is looked at, while it is being chosen and after. */
export function useScrub(range: View['range'], go: (change: Partial<View>, how: 'push') => void): Scrub {
  const [draft, setDraft] = useState<PastRange>();
  const settled = useRef(range);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const settle = useCallback(
    (next: PastRange | undefined) => {
      clearTimeout(timer.current);
      setDraft(undefined);
      go({ range: next }, 'push');
    },
    [go],
  );
  const move = useCallback((next: PastRange) => {
    clearTimeout(timer.current);
    setDraft(next);
  }, []);
  const nudge = useCallback(
    (next: PastRange) => {
      move(next);
      const from = settled.current;
      timer.current = setTimeout(() => {
        if (settled.current === from) settle(next);
      }, RESTS_AFTER_MS);
    },
    [move, settle],
  );
  const cancel = useCallback(() => {
    clearTimeout(timer.current);
    setDraft(undefined);
  }, []);
  useEffect(() => {
    settled.current = range;
    // Whoever goes elsewhere meanwhile, by "back" or a key, wants to be there.
    return cancel;
  }, [range, cancel]);
  return { range: draft ?? range, isScrubbing: draft !== undefined, move, nudge, settle, cancel };
}
