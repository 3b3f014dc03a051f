import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { apiUrl } from '../base/api-url.ts';
import { usePastRange } from '../live/use-asked-range.ts';
import { useReadAgain } from '../live/use-read-again.ts';
import { readKeptFlows, type KeptFlow } from './kept-flow.ts';
import { readJson, type Answered } from './use-layer7-answer.ts';

const AGAIN_AFTER_MS = 5000;
/** Of edges with more members the first ones are asked for. */
export const MAX_EVIDENCE_EDGES = 4;
const MAX_FLOWS = '200';

/** Where flows are kept: a few of each verdict of every edge for long, or all of about the last minute. */
type Kept = 'evidence' | 'newest';

/** The flows that the server keeps as evidence of edges, newest first. The edges are those of the grouping `identity`. */
export function useEvidence(edges: readonly string[], query: string): Answered<readonly KeptFlow[]> {
  return useKept('evidence', edges, query, true);
}

/** What `find` finds in the evidence of edges or, where evidence is of other things, among the newest flows. */
export function useProof<Found>(
  edges: readonly string[],
  query: string,
  find: (flows: readonly KeptFlow[]) => Found | undefined,
): Answered<Found | undefined> {
  const evidence = useKept('evidence', edges, query, true);
  const proof = evidence.kind === 'answer' ? find(evidence.value) : undefined;
  const newest = useKept('newest', edges, query, evidence.kind === 'answer' && proof === undefined);
  if (evidence.kind !== 'answer') return evidence;
  if (proof !== undefined) return { kind: 'answer', value: proof };
  return newest.kind === 'answer' ? { kind: 'answer', value: find(newest.value) } : newest;
}

function useKept(
  kept: Kept,
  edges: readonly string[],
  query: string,
  isWanted: boolean,
): Answered<readonly KeptFlow[]> {
  const asked = edges.slice(0, MAX_EVIDENCE_EDGES);
  const again = useReadAgain(AGAIN_AFTER_MS);
  const range = usePastRange();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['kept flows', kept, query, range, ...asked],
    queryFn: ({ signal }) => readAll(kept, asked, { q: query, ...range }, signal),
    // Members come and go; what was read stays until they are.
    placeholderData: keepPreviousData,
    enabled: isWanted,
    ...again,
  });
  if (data !== undefined) return { kind: 'answer', value: data };
  if (isPending) return { kind: 'pending' };
  return { kind: 'failed', message: error?.message ?? 'Not available.', retry: () => void refetch() };
}

async function readAll(
  kept: Kept,
  edges: readonly string[],
  asked: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly KeptFlow[]> {
  const evidence = kept === 'evidence' ? '1' : '';
  const lists = await Promise.all(
    edges.map((edge) => readJson(apiUrl('flows', { ...asked, edge, evidence, limit: MAX_FLOWS }), signal)),
  );
  return lists.flatMap(readKeptFlows).sort((a, b) => b.number - a.number);
}
