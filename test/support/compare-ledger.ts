import type { MapEdgeJson } from './read-api.ts';

/** What was sent: flows of one edge with one verdict. */
export interface ExpectedFlows {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
  readonly verdict: string;
  readonly flows: number;
}

export interface LedgerDifference {
  readonly where: string;
  readonly expected: number;
  readonly found: number;
}

/** Every place where the map's totals and the ledger differ. Several rows of one place are added up on both sides. */
export function compareLedger(edges: readonly MapEdgeJson[], ledger: readonly ExpectedFlows[]): LedgerDifference[] {
  const expected = new Map<string, number>();
  for (const row of ledger) add(expected, place(row, row.verdict), row.flows);
  const found = new Map<string, number>();
  for (const edge of edges) {
    for (const [verdict, flows] of Object.entries(edge.total_flows)) add(found, place(edge, verdict), flows);
  }
  const differences: LedgerDifference[] = [];
  for (const where of new Set([...expected.keys(), ...found.keys()])) {
    const difference = { where, expected: expected.get(where) ?? 0, found: found.get(where) ?? 0 };
    if (difference.expected !== difference.found) differences.push(difference);
  }
  return differences;
}

function place(edge: Pick<ExpectedFlows, 'source' | 'destination' | 'port' | 'protocol'>, verdict: string): string {
  return `${edge.source} -> ${edge.destination} ${edge.protocol} ${edge.port} ${verdict}`;
}

function add(sums: Map<string, number>, where: string, flows: number): void {
  if (flows !== 0) sums.set(where, (sums.get(where) ?? 0) + flows);
}
