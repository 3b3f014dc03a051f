import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useState } from 'react';
import type { LiveGraph } from '../live/live-graph.ts';
import { subscriptionOf } from '../live/subscription.ts';
import { useShownStore } from '../live/use-shown.ts';
import type { PastAsked, PastShown } from '../view/past-shown.ts';
import type { View } from '../view/url-state.ts';
import { pastUrl, readPast } from './read-past.ts';

const AGAIN_AFTER_FAILURE_MS = 3000;
const AGAIN_WHILE_GROWING_MS = 5000;
/** Somebody who scrubs leaves many maps behind. */
const KEPT_FOR_MS = 20_000;

/**
 * Shows a stretch of the past instead of what is now, while there is one. While somebody scrubs one question is on its
 * way, and the next is the newest that was wanted when that was answered; otherwise what is asked calls off what was
 * asked before:
 *
 *     wanted   a b c d e f g
 *     asked    a     d     g
 */
export function usePast(wanted: PastAsked | undefined, view: View, isScrubbing: boolean): void {
  const shown = useShownStore();
  const { query } = subscriptionOf(view);
  const [asked, setAsked] = useState(() => questionOf(wanted, query));
  const { data, error, isFetching } = useQuery({
    queryKey: ['past', asked?.href],
    queryFn: ({ signal }) => readPast(new URL(asked?.href ?? ''), signal),
    enabled: asked !== undefined,
    retry: false,
    staleTime: Infinity,
    gcTime: KEPT_FOR_MS,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => {
      if (state.status === 'error') return AGAIN_AFTER_FAILURE_MS;
      return isGrowing(asked?.of, state.data) ? AGAIN_WHILE_GROWING_MS : false;
    },
  });
  const next = questionOf(wanted, query);
  if (next?.href !== asked?.href && !(isScrubbing && isFetching)) setAsked(next);

  const isAnswered = next?.href === asked?.href;
  const why = isAnswered && data === undefined && error !== null ? error.message : undefined;
  const graph = isAnswered || isScrubbing ? data : undefined;
  useLayoutEffect(() => {
    shown.showPast(wanted && stateOf(wanted, isAnswered && data !== undefined, why), graph);
  }, [shown, wanted, isAnswered, data, why, graph]);
}

interface Question {
  readonly of: PastAsked;
  readonly href: string;
}

function questionOf(of: PastAsked | undefined, query: string): Question | undefined {
  return of && { of, href: pastUrl(of, query).href };
}

function stateOf(asked: PastAsked, isShown: boolean, why: string | undefined): PastShown {
  if (why !== undefined) return { kind: 'failed', asked, why };
  return { kind: isShown ? 'shown' : 'reading', asked };
}

/** The end of the range is not written down yet. */
function isGrowing(asked: PastAsked | undefined, graph: LiveGraph | undefined): boolean {
  return asked?.kind === 'range' && graph !== undefined && graph.timeMs < asked.range.toMs;
}
