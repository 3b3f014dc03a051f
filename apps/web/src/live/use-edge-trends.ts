import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apiUrl } from '../base/api-url.ts';
import { askedEdges } from '../view/asked-edges.ts';
import { parseTrends, type Trends } from '../view/trends.ts';
import { usePastRange } from './use-asked-range.ts';
import { useShown } from './use-shown.ts';

const AGAIN_AFTER_MS = 10_000;
/** Seconds; fifteen bars are a quarter of an hour. */
const STEP = '60';
/** Whoever scrolls on passes many edges that nobody asks for. */
const RESTS_AFTER_MS = 300;

/**
 * The last 15 minutes of edges between identities, by key, in any order: the first that fit into a request. Undefined
 * until the server told; in the past, of its range; held while `isHeld`, for what it tells is of now.
 */
export function useEdgeTrends(query: string, edges: readonly string[], isHeld: boolean): Trends | undefined {
  const asked = useRested(askedEdges(edges));
  const range = usePastRange();
  const isOnItsWay = useShown(({ past, graph }) => past !== undefined && !graph?.isPast);
  const { data } = useQuery({
    queryKey: ['edge-trends', query, range, asked],
    queryFn: ({ signal }) => readTrends({ q: query, ...(range ?? { step: STEP }) }, asked.split('\n'), signal),
    refetchInterval: range === undefined ? AGAIN_AFTER_MS : false,
    placeholderData: keepPreviousData,
    enabled: !isHeld && !isOnItsWay && asked !== '',
  });
  return isOnItsWay ? undefined : data;
}

/** The value, once it has stayed the same for a while; the first one at once. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), RESTS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested === '' ? value : rested;
}

async function readTrends(
  question: Readonly<Record<string, string>>,
  edges: readonly string[],
  signal: AbortSignal,
): Promise<Trends> {
  const url = apiUrl('trends', question);
  for (const edge of edges) url.searchParams.append('edge', edge);
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return parseTrends(await response.json());
}
