import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { parseTrends, type Trends } from '../view/trends.ts';

const AGAIN_AFTER_MS = 10_000;
/** Seconds; fifteen bars are a quarter of an hour. */
const STEP = '60';

/** What was in trouble in the last 15 minutes, under a query. Undefined until the server told; held while `isHeld`. */
export function useTrends(query: string, isHeld: boolean): Trends | undefined {
  const { data } = useQuery({
    queryKey: ['trends', query],
    queryFn: ({ signal }) => readTrends(query, signal),
    refetchInterval: AGAIN_AFTER_MS,
    enabled: !isHeld,
  });
  return data;
}

async function readTrends(q: string, signal: AbortSignal): Promise<Trends> {
  const response = await fetch(apiUrl('trends', { q, step: STEP }), { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return parseTrends(await response.json());
}
