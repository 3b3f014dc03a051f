import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { useAskedRange } from '../live/use-asked-range.ts';
import { useReadAgain } from '../live/use-read-again.ts';

const AGAIN_AFTER_MS = 5000;
/** Edges, or ends, that one question may name. */
export const MOST_ASKED = 64;

/** Edges, ends of edges, or those who asked: one kind of them. */
export type Asked =
  | { readonly edge: readonly string[] }
  | { readonly end: readonly string[] }
  | { readonly client: readonly string[] }
  | { readonly destination: readonly string[] };

export interface Layer7Question {
  readonly what: 'http' | 'dns';
  /** In the query language; '' for everything. */
  readonly query: string;
  /** Any of these will do; their keys are those of the grouping `identity`. Undefined for all. */
  readonly of: Asked | undefined;
  readonly windowSeconds: number;
  readonly limit: number;
}

export type Answered<Value> =
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly message: string; readonly retry: () => void }
  | { readonly kind: 'answer'; readonly value: Value };

/** What the server counted of requests or questions in the window that is shown, read again while time goes on. */
export function useLayer7Answer<Value>(
  { what, query, of, windowSeconds, limit }: Layer7Question,
  read: (json: unknown) => Value,
): Answered<Value> {
  const again = useReadAgain(AGAIN_AFTER_MS);
  const range = useAskedRange(windowSeconds);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [what, query, of, range, limit],
    queryFn: async ({ signal }) => {
      const url = apiUrl(what, { q: query, ...range, limit: String(limit) });
      for (const [name, keys] of Object.entries<readonly string[]>(of ?? {})) {
        for (const key of keys.slice(0, MOST_ASKED)) url.searchParams.append(name, key);
      }
      return { value: read(await readJson(url, signal)) };
    },
    // Of another window or filter, until that is there.
    placeholderData: keepPreviousData,
    ...again,
  });
  if (data !== undefined) return { kind: 'answer', value: data.value };
  if (isPending) return { kind: 'pending' };
  return { kind: 'failed', message: error?.message ?? 'Not available.', retry: () => void refetch() };
}

export async function readJson(url: URL, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal });
  if (response.ok) return response.json();
  const id = response.headers.get('X-Request-Id');
  throw new Error(`The server answered ${response.status}${id === null ? '' : ` to request ${id}`}.`);
}
