import type { EdgeRow } from './edge-order.ts';
import type { EdgeVerdict } from './edge-verdict.ts';

/** Edges by verdict. */
export type VerdictCounts = Readonly<Record<EdgeVerdict, number>>;

export function countVerdicts(rows: readonly EdgeRow[]): VerdictCounts {
  const counts = { denied: 0, mixed: 0, audited: 0, failing: 0, forwarded: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  return counts;
}

/** The few words above the table. */
export function headline(counts: VerdictCounts, edges: number, isFiltered: boolean): string {
  const { denied, mixed, audited, failing } = counts;
  const troubles = denied + mixed + audited + failing;
  if (troubles > 0) return `${troubles} ${troubles === 1 ? 'edge' : 'edges'} in trouble`;
  if (edges > 0) return 'Nothing is wrong';
  return isFiltered ? 'Nothing matches' : 'No flows';
}
