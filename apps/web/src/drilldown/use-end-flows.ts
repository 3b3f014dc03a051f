import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { formatQuery } from '@orrery/query/print';
import { apiUrl } from '../base/api-url.ts';
import { readKeptFlows, type KeptFlow } from '../layer7/kept-flow.ts';
import { readJson, type Answered } from '../layer7/use-layer7-answer.ts';
import { usePastRange } from '../live/use-asked-range.ts';
import { useReadAgain } from '../live/use-read-again.ts';
import { aroundEnd } from '../view/edge-query.ts';
import type { End } from '../view/grouped-graph.ts';

const AGAIN_AFTER_MS = 10_000;
const MAX_FLOWS = '60';

/** The newest kept flows that come from an end or go to it. */
export function useEndFlows(end: End): Answered<readonly KeptFlow[]> {
  const query = aroundEnd(end);
  const text = query.terms.length === 0 ? '' : formatQuery(query);
  const again = useReadAgain(AGAIN_AFTER_MS);
  const range = usePastRange();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['flows of an end', text, range],
    queryFn: async ({ signal }) => {
      // An end that the language cannot name would select everything.
      if (text === '') return [];
      return readKeptFlows(await readJson(apiUrl('flows', { q: text, limit: MAX_FLOWS, ...range }), signal));
    },
    placeholderData: keepPreviousData,
    ...again,
  });
  if (data !== undefined) return { kind: 'answer', value: data };
  if (isPending) return { kind: 'pending' };
  return { kind: 'failed', message: error?.message ?? 'Not available.', retry: () => void refetch() };
}
