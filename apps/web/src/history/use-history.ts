import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { formatTime, type PastRange } from '../view/past-range.ts';
import { parseHistory, type HistoryAnswer } from './history-answer.ts';

const AGAIN_AFTER_MS = 10_000;
const AGAIN_AFTER_FAILURE_MS = 3000;

export type HistoryTold =
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'told'; readonly answer: HistoryAnswer };

/** How far the history goes and what is in a stretch of it, or in all of it for undefined. */
export function useHistory(stretch: PastRange | undefined, isWanted: boolean): HistoryTold {
  const asked: Readonly<Record<string, string>> =
    stretch === undefined ? {} : { since: formatTime(stretch.fromMs), until: formatTime(stretch.toMs) };
  const { data, error } = useQuery({
    queryKey: ['history', asked],
    queryFn: async ({ signal }) => {
      const response = await fetch(apiUrl('history', asked), { signal });
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      return parseHistory(await response.json());
    },
    enabled: isWanted,
    retry: false,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.status === 'error' ? AGAIN_AFTER_FAILURE_MS : AGAIN_AFTER_MS),
  });
  if (data !== undefined) return { kind: 'told', answer: data };
  return error === null ? { kind: 'pending' } : { kind: 'failed', why: error.message };
}
