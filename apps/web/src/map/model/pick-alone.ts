import { changeRank, isNoted } from '../../view/edge-change.ts';
import { severity, type EdgeVerdict } from '../../view/edge-verdict.ts';
import type { GroupedEdge, GroupedGraph } from '../../view/grouped-graph.ts';
import { BUDGETS, compareText, powerOfTwo, STAYING_BONUS } from './map-budget.ts';
import type { MapChoices } from './map-choices.ts';

/**
 * Of the troubled edges, the worst: each has a line and a label of its own, and its ends are drawn. By key. Where two
 * ranges are compared, what changed comes before what is as it was.
 */
export function pickAlone(
  { edges }: GroupedGraph,
  { level, previous }: Pick<MapChoices, 'level' | 'previous'>,
): ReadonlyMap<string, GroupedEdge> {
  const troubled: { readonly edge: GroupedEdge; readonly rank: number; readonly size: number }[] = [];
  for (const edge of edges.values()) {
    const { verdict, change } = edge;
    if (verdict === 'forwarded' && !isNoted(change)) continue;
    const bonus = previous?.edges.has(edge.key) === true ? STAYING_BONUS : 0;
    const size = powerOfTwo(severity(verdict, edge.figures)) + bonus;
    const rank = change === undefined ? ORDER[verdict] : changeRank(change.kind) + (change.isRare ? RARE : 0);
    troubled.push({ edge, rank, size });
  }
  const most = BUDGETS[level].troubledAlone;
  if (troubled.length > most) {
    troubled.sort((a, b) => a.rank - b.rank || b.size - a.size || compareText(a.edge.key, b.edge.key));
  }
  return new Map(troubled.slice(0, most).map(({ edge }) => [edge.key, edge]));
}

/** What may be luck comes after everything that is not. */
const RARE = 16;

/** As in the list of troubles. */
const ORDER: Readonly<Record<EdgeVerdict, number>> = { denied: 0, mixed: 1, failing: 2, audited: 3, forwarded: 4 };
