import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import type { Layer7 } from '../view/edge-routes.ts';
import { subscriptionOf } from '../live/subscription.ts';
import { useAskedRange } from '../live/use-asked-range.ts';
import { readLayer7 } from '../view/read-layer7.ts';

const AGAIN_AFTER_MS = 10_000;
/** Rows come worst first: a few tell why edges are in trouble, many are shown as rows of cards. */
const FEW = '300';
const MANY = '2000';

/**
 * Routes and DNS names beyond the figures of edges, of the window. Undefined until the server told; while somebody holds
 * the picture, of its moment. With a query that cannot be read everything is asked for, as it is shown.
 */
export function useLayer7(query: string, windowSeconds: number, isNear: boolean, isHeld: boolean): Layer7 | undefined {
  const { query: q } = subscriptionOf({ query, windowSeconds });
  const range = useAskedRange(windowSeconds);
  const isPast = 'until' in range;
  const { data } = useQuery({
    queryKey: ['layer7', q, range, isNear],
    queryFn: async ({ signal }) => {
      const asked = { q, ...range, limit: isNear ? MANY : FEW };
      const [http, dns] = await Promise.all([read('http', asked, signal), read('dns', asked, signal)]);
      return readLayer7(http, dns);
    },
    refetchInterval: isPast ? false : AGAIN_AFTER_MS,
    placeholderData: keepPreviousData,
    enabled: !isHeld || isPast,
  });
  return data;
}

async function read(name: string, asked: Readonly<Record<string, string>>, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(apiUrl(name, asked), { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}
