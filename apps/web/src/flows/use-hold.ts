import { useCallback, useState } from 'react';

/** The table does not go on: why, since when, and up to which serial it shows. */
export interface Hold {
  readonly by: 'scroll' | 'hand' | 'page';
  readonly to: number;
  readonly atMs: number;
}

export interface HoldState {
  readonly hold: Hold | undefined;
  /** What is shown last stays. Holding it again changes nothing. */
  readonly begin: (by: 'scroll' | 'hand') => void;
  readonly end: () => void;
}

/**
 *     following ── scrolled away, a row in hand ──► held ── "Follow" ──► following
 *               ── the page is paused ────────────► held by the page ── it goes on ──►
 *
 * What is held by scrolling goes on when one scrolls back to the top. Another question lets go.
 */
export function useHold(
  shownTo: number | undefined,
  pausedMs: number | undefined,
  question: string,
  isScrolled: boolean,
): HoldState {
  const [hold, setHold] = useState<Hold | undefined>();
  const [asked, setAsked] = useState(question);
  if (asked !== question) {
    setAsked(question);
    setHold(undefined);
  } else if (pausedMs !== undefined && hold === undefined && shownTo !== undefined) {
    setHold({ by: 'page', to: shownTo, atMs: pausedMs });
  } else if (pausedMs === undefined && hold?.by === 'page') {
    setHold(isScrolled ? { ...hold, by: 'scroll' } : undefined);
  }
  const begin = useCallback(
    (by: 'scroll' | 'hand') => {
      if (shownTo === undefined) return;
      const atMs = Date.now();
      setHold((before) => before ?? { by, to: shownTo, atMs });
    },
    [shownTo],
  );
  const end = useCallback(() => setHold(undefined), []);
  return { hold, begin, end };
}
