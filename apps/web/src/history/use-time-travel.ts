import { useCallback, useMemo } from 'react';
import { useLive } from '../live/use-live.ts';
import type { PastAsked } from '../view/past-shown.ts';
import type { View } from '../view/url-state.ts';
import { usePast } from './use-past.ts';
import { useRecorded } from './use-recorded.ts';
import { useScrub, type Scrub } from './use-scrub.ts';

/** When the page looks at, and how one goes elsewhere. */
export interface TimeTravel {
  readonly scrub: Scrub;
  /** Something is written down. */
  readonly hasHistory: boolean;
  /** A file is shown, of which nothing lives. */
  readonly isRecorded: boolean;
  readonly toLive: () => void;
  /** Opens the strip of the history, or puts it away, unless it shows a range. */
  readonly toHistory: () => void;
}

/** What is now, as a first visit shows it. */
const LIVE: Partial<View> = { range: undefined, before: undefined, strip: undefined, incident: '' };
/** Where the keyboard goes on in the strip of the history: the range, or the bars while there is none. */
const STRIP_STOP = '.brush-whole, .strip-reader';

/** It may have to be fetched first. */
const MOST_FRAMES = 120;

function focusSoon(selector: string, frames: number): void {
  requestAnimationFrame(() => {
    const stop = document.querySelector<HTMLElement>(selector);
    if (stop !== null) stop.focus();
    else if (frames > 0) focusSoon(selector, frames - 1);
  });
}

/** Shows what the address says of the past, or what is being chosen just now. */
export function useTimeTravel(view: View, go: (change: Partial<View>, how: 'push' | 'replace') => void): TimeTravel {
  const { range, strip, incident } = view;
  const goRange = useCallback((change: Partial<View>) => go({ ...change, incident: '' }, 'push'), [go]);
  const scrub = useScrub(range, goRange);
  const frozen = scrub.isScrubbing ? '' : incident;
  const asked = useMemo((): PastAsked | undefined => {
    if (frozen !== '') return { kind: 'incident', id: frozen };
    return scrub.range && { kind: 'range', range: scrub.range };
  }, [frozen, scrub.range]);
  usePast(asked, view, scrub.isScrubbing);
  const hasHistory = useLive(({ graph }) => graph?.status?.history !== undefined);
  const isRecorded = useRecorded(view, go);
  const toLive = useCallback(() => {
    if (!isRecorded) go(LIVE, 'push');
  }, [go, isRecorded]);
  const toHistory = useCallback(() => {
    if (!hasHistory) return;
    if (range === undefined) go({ strip: strip === undefined ? 'fit' : undefined }, 'push');
    focusSoon(STRIP_STOP, MOST_FRAMES);
  }, [go, hasHistory, range, strip]);
  return { scrub, hasHistory, isRecorded, toLive, toHistory };
}
