import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import type { Layer7 } from '../view/edge-routes.ts';
import { subscriptionOf } from '../live/subscription.ts';
import { readLayer7 } from '../view/read-layer7.ts';

const AGAIN_AFTER_MS = 10_000;
/** Rows come worst first: a few tell why edges are in trouble, many are shown as rows of cards. */
const FEW = '300';
const MANY = '2000';

/**
 * Routes and DNS names beyond the figures of edges. Undefined until the server told; held while `isHeld`. With a
 * query that cannot be read everything is asked for, as it is shown.
 */
export function useLayer7(query: string, windowSeconds: number, isNear: boolean, isHeld: boolean): Layer7 | undefined {
  const { query: q } = subscriptionOf({ query, windowSeconds });
  const { data } = useQuery({
    queryKey: ['layer7', q, windowSeconds, isNear],
    queryFn: async ({ signal }) => {
      const asked = { q, since: `-${windowSeconds}s`, limit: isNear ? MANY : FEW };
      const [http, dns] = await Promise.all([read('http', asked, signal), read('dns', asked, signal)]);
      return readLayer7(http, dns);
    },
    refetchInterval: AGAIN_AFTER_MS,
    placeholderData: keepPreviousData,
    enabled: !isHeld,
  });
  return data;
}

async function read(name: string, asked: Readonly<Record<string, string>>, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(apiUrl(name, asked), { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}
