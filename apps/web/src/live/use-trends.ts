import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { parseTrends, type Trends } from '../view/trends.ts';
import { usePastRange } from './use-asked-range.ts';
import { useShown } from './use-shown.ts';

const AGAIN_AFTER_MS = 10_000;
/** Seconds; fifteen bars are a quarter of an hour. */
const STEP = '60';

/**
 * What was in trouble in the last 15 minutes or, in the past, in the range, under a query. Undefined until the server
 * told; held while `isHeld`.
 */
export function useTrends(query: string, isHeld: boolean): Trends | undefined {
  const range = usePastRange();
  const isOnItsWay = useShown(({ past, graph }) => past !== undefined && !graph?.isPast);
  const { data } = useQuery({
    queryKey: ['trends', query, range],
    queryFn: ({ signal }) => readTrends({ q: query, ...(range ?? { step: STEP }) }, signal),
    refetchInterval: range === undefined ? AGAIN_AFTER_MS : false,
    enabled: !isHeld && !isOnItsWay,
  });
  return isOnItsWay ? undefined : data;
}

async function readTrends(asked: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Trends> {
  const response = await fetch(apiUrl('trends', asked), { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return parseTrends(await response.json());
}
