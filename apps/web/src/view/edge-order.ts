import { Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { deniedAttempts, failedQuestions, protocolName } from './edge.ts';
import { attemptsOf } from './edge-attempts.ts';
import { severity, VERDICTS_WORST_FIRST, type EdgeVerdict } from './edge-verdict.ts';
import { fullName, type EndName } from './end-name.ts';
import type { GroupedEdge } from './grouped-graph.ts';

/** Columns that a table of edges can be sorted by. */
export const SORT_COLUMNS = [
  'verdict',
  'source',
  'destination',
  'port',
  'protocol',
  'forwarded',
  'audit',
  'dropped',
  'attempts',
  'denied',
  'audited',
  'http-requests',
  'http-denied',
  'http-failed',
  'dns-questions',
  'dns-failed',
  'since',
  'last-seen',
] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface Sort {
  readonly column: SortColumn;
  /** Largest first; for `verdict`, worst first. */
  readonly isDescending: boolean;
}

export const WORST_FIRST: Sort = { column: 'verdict', isDescending: true };

/** An edge as a row of a table. The same edge gives the same row. */
export interface EdgeRow {
  readonly edge: GroupedEdge;
  readonly verdict: EdgeVerdict;
  readonly from: EndName;
  readonly to: EndName;
  /** The full names of both ends, by which rows are ordered. */
  readonly source: string;
  readonly destination: string;
}

/** Columns of text begin at A, columns of figures at the largest. */
export function firstDirection(column: SortColumn): boolean {
  return column !== 'source' && column !== 'destination' && column !== 'protocol' && column !== 'port';
}

export function edgeRow(edge: GroupedEdge): EdgeRow {
  const known = ROWS.get(edge);
  if (known !== undefined) return known;
  const from = edge.source.name;
  const to = edge.destination.name;
  const row = { edge, verdict: edge.verdict, from, to, source: fullName(from), destination: fullName(to) };
  ROWS.set(edge, row);
  return row;
}

/** Rows live as long as their edges. */
const ROWS = new WeakMap<GroupedEdge, EdgeRow>();

/** Since when an edge is what it is: since the first cause of its trouble, or since it was first seen. */
export function sinceMs({ verdict, causes, firstSeenMs }: GroupedEdge): number {
  const kinds = CAUSES_OF[verdict];
  const began = causes.flatMap((cause) =>
    kinds.includes(cause.kind) && cause.firstSeenMs > 0 ? [cause.firstSeenMs] : [],
  );
  return began.length === 0 ? firstSeenMs : Math.max(firstSeenMs, Math.min(...began));
}

const CAUSES_OF: Readonly<Record<EdgeVerdict, readonly Cause_Kind[]>> = {
  denied: [Cause_Kind.DENIED, Cause_Kind.L7_DENIED],
  mixed: [Cause_Kind.DENIED, Cause_Kind.L7_DENIED],
  audited: [Cause_Kind.AUDITED],
  failing: [],
  forwarded: [],
};

/** The rows of now in the order of before: what is gone leaves, what is new follows at the end. */
export function keepOrder(before: readonly EdgeRow[], edges: ReadonlyMap<string, GroupedEdge>): readonly EdgeRow[] {
  const kept = before.flatMap(({ edge: { key } }) => edges.get(key) ?? []);
  if (kept.length === edges.size) return kept.map(edgeRow);
  const known = new Set(kept);
  return [...kept, ...[...edges.values()].filter((edge) => !known.has(edge))].map(edgeRow);
}

/**
 * Worst first puts a verdict above another, and inside of one compares powers of two, then names: a figure that
 * wavers does not make rows change places. Other columns are exact.
 */
export function sortRows(rows: readonly EdgeRow[], { column, isDescending }: Sort): EdgeRow[] {
  if (column === 'verdict') {
    const ranked = rows.map((row) => ({
      row,
      rank: rankOf(row.verdict),
      size: powerOfTwo(severity(row.verdict, row.edge.figures)),
    }));
    ranked.sort((a, b) => a.rank - b.rank || b.size - a.size || compareNames(a.row, b.row));
    if (!isDescending) ranked.reverse();
    return ranked.map(({ row }) => row);
  }
  const sign = isDescending ? -1 : 1;
  if (column === 'source' || column === 'destination') {
    const other = column === 'source' ? 'destination' : 'source';
    return rows.toSorted(
      (a, b) => sign * (compareText(a[column], b[column]) || compareText(a[other], b[other]) || comparePorts(a, b)),
    );
  }
  if (column === 'port') return rows.toSorted((a, b) => sign * (a.edge.port - b.edge.port) || compareNames(a, b));
  if (column === 'protocol') {
    const name = ({ edge }: EdgeRow): string => protocolName(edge.protocol);
    return rows.toSorted((a, b) => sign * compareText(name(a), name(b)) || compareNames(a, b));
  }
  const figure = FIGURE_OF[column];
  return rows.toSorted((a, b) => sign * (figure(a.edge) - figure(b.edge)) || compareNames(a, b));
}

const FIGURE_OF: Readonly<
  Record<Exclude<SortColumn, 'verdict' | 'source' | 'destination' | 'port' | 'protocol'>, (edge: GroupedEdge) => number>
> = {
  forwarded: ({ figures }) => figures.forwarded,
  audit: ({ figures }) => figures.audit,
  dropped: ({ figures }) => figures.dropped,
  attempts: ({ figures }) => attemptsOf(figures),
  denied: ({ figures }) => deniedAttempts(figures),
  audited: ({ figures }) => figures.auditedAttempts,
  'http-requests': ({ figures }) => figures.httpRequests,
  'http-denied': ({ figures }) => figures.httpDenied,
  'http-failed': ({ figures }) => figures.httpFailed,
  'dns-questions': ({ figures }) => figures.dnsQuestions,
  'dns-failed': ({ figures }) => failedQuestions(figures),
  since: sinceMs,
  // Whole seconds, or rows would change places with every flow.
  'last-seen': ({ lastSeenMs }) => Math.floor(lastSeenMs / 1000),
};

const RANKS: ReadonlyMap<EdgeVerdict, number> = new Map(VERDICTS_WORST_FIRST.map((verdict, rank) => [verdict, rank]));

const rankOf = (verdict: EdgeVerdict): number => RANKS.get(verdict) ?? VERDICTS_WORST_FIRST.length;

const powerOfTwo = (value: number): number => (value < 1 ? 0 : 1 + Math.floor(Math.log2(value)));

function compareNames(a: EdgeRow, b: EdgeRow): number {
  return compareText(a.source, b.source) || compareText(a.destination, b.destination) || comparePorts(a, b);
}

function comparePorts(a: EdgeRow, b: EdgeRow): number {
  return a.edge.port - b.edge.port || a.edge.protocol - b.edge.protocol || compareText(a.edge.key, b.edge.key);
}

/** By code unit: the order is the same in every browser. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
