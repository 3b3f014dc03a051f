import { useQuery } from '@tanstack/react-query';
import type { Query } from '@orrery/query/ast';
import { formatQuery } from '@orrery/query/print';
import { apiUrl } from '../base/api-url.ts';
import { useReadAgain } from '../live/use-read-again.ts';

const AGAIN_AFTER_MS = 5000;
const MAX_ROWS = '500';

export type L7Answer =
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly message: string; readonly retry: () => void }
  | { readonly kind: 'answer'; readonly json: unknown };

/** What the server counted of requests or questions that fit a query, read again while it is shown. */
export function useL7Answer(what: 'http' | 'dns', query: Query): L7Answer {
  const text = formatQuery(query);
  const again = useReadAgain(AGAIN_AFTER_MS);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [what, text],
    queryFn: ({ signal }) => readAnswer(what, text, signal),
    ...again,
  });
  if (data !== undefined) return { kind: 'answer', json: data.json };
  if (isPending) return { kind: 'pending' };
  return { kind: 'failed', message: error?.message ?? 'Not available', retry: () => void refetch() };
}

async function readAnswer(what: string, q: string, signal: AbortSignal): Promise<{ readonly json: unknown }> {
  const response = await fetch(apiUrl(what, { q, limit: MAX_ROWS }), { signal });
  if (!response.ok) {
    const id = response.headers.get('X-Request-Id');
    throw new Error(`The server answered ${response.status}${id === null ? '' : ` to request ${id}`}.`);
  }
  return { json: await response.json() };
}
