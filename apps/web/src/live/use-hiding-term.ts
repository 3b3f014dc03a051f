import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { listMember } from '../base/json-member.ts';
import type { Grouping } from '../view/grouped-graph.ts';
import { termsLeftOut, type LeftOut } from '../view/terms-left-out.ts';
import { useAskedRange, type AskedRange } from './use-asked-range.ts';

export interface HidingTerm extends LeftOut {
  /** That there are without the term. */
  readonly edges: number;
}

/** The term without which the most is seen; undefined while it is not known, or when no single one hides it all. */
export function useHidingTerm(query: string, windowSeconds: number, grouping: Grouping): HidingTerm | undefined {
  const tries = termsLeftOut(query);
  const range = useAskedRange(windowSeconds);
  const { data } = useQuery({
    queryKey: ['hiding', query, range, grouping],
    queryFn: async ({ signal }) => {
      let most: HidingTerm | null = null;
      // One after the other: each may be a large answer.
      for (const one of tries) {
        const edges = await edgesUnder(one.query, range, grouping, signal);
        if (edges > (most?.edges ?? 0)) most = { ...one, edges };
      }
      return most;
    },
    enabled: tries.length > 0,
    staleTime: 10_000,
  });
  return data ?? undefined;
}

async function edgesUnder(q: string, range: AskedRange, grouping: Grouping, signal: AbortSignal): Promise<number> {
  const asked = { q, ...range, group: grouping };
  const response = await fetch(apiUrl('map', asked), { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return listMember(await response.json(), 'edges').length;
}
