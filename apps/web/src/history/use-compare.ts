import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { apiUrl } from '../base/api-url.ts';
import type { LiveGraph } from '../live/live-graph.ts';
import { subscriptionOf } from '../live/subscription.ts';
import { calledAs, comparedGraph } from '../view/compared-graph.ts';
import { Grouper } from '../view/group-graph.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import { formatTime } from '../view/past-range.ts';
import type { View } from '../view/url-state.ts';
import { parseComparison, type Comparison } from './compare-answer.ts';
import { pastUrl, problemOf, readPast } from './read-past.ts';

/** What is compared, as far as it is known. */
export type Compared =
  | { readonly kind: 'off' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly why: string; readonly retry: () => void }
  /** `grouped` has both ranges; undefined until the map of the earlier one came. */
  | { readonly kind: 'shown'; readonly comparison: Comparison; readonly grouped: GroupedGraph | undefined };

const OFF: Compared = { kind: 'off' };
const READING: Compared = { kind: 'reading' };
const AGAIN_AFTER_FAILURE_MS = 3000;
const AGAIN_WHILE_GROWING_MS = 5000;

/** Compares the range that is shown with the one before it, while the address says so. */
export function useCompare(view: View, graph: LiveGraph | undefined, grouped: GroupedGraph | undefined): Compared {
  const { query } = subscriptionOf(view);
  const { range, before, grouping } = view;
  const isOn = range !== undefined && before !== undefined && view.incident === '';
  const url = isOn ? compareUrl(query, view) : '';
  const { data, error, refetch } = useQuery({
    queryKey: ['compare', url],
    queryFn: async ({ signal }) => parseComparison(await readJson(url, signal)),
    enabled: isOn,
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => {
      if (state.status === 'error') return AGAIN_AFTER_FAILURE_MS;
      const isGrowing = state.data !== undefined && range !== undefined && state.data.after.toMs < range.toMs;
      return isGrowing ? AGAIN_WHILE_GROWING_MS : false;
    },
  });
  const beforeUrl = before === undefined || !isOn ? '' : pastUrl({ kind: 'range', range: before }, query).href;
  const { data: earlier } = useQuery({
    queryKey: ['past', beforeUrl],
    queryFn: ({ signal }) => readPast(new URL(beforeUrl), signal),
    enabled: isOn,
    retry: 1,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const both = useMemo(() => {
    if (!isOn || data === undefined || earlier === undefined || graph === undefined) return undefined;
    if (grouped?.isPast !== true || grouped.grouping !== grouping) return undefined;
    const changes = new Map(data.rows.map(({ key, change }) => [key, change]));
    return comparedGraph(grouped, new Grouper().group(calledAs(earlier, graph), grouping), changes);
  }, [isOn, data, earlier, graph, grouped, grouping]);
  if (!isOn) return OFF;
  if (data !== undefined) return { kind: 'shown', comparison: data, grouped: both };
  return error === null ? READING : { kind: 'failed', why: error.message, retry: () => void refetch() };
}

function compareUrl(q: string, { grouping, range, before }: View): string {
  const times = {
    ...(range && { since: formatTime(range.fromMs), until: formatTime(range.toMs) }),
    ...(before && { before_since: formatTime(before.fromMs), before_until: formatTime(before.toMs) }),
  };
  return apiUrl('compare', { q, group: grouping, ...times }).href;
}

export async function readJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(await problemOf(response));
  return response.json();
}
