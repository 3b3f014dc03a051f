import { deniedAttempts, failedQuestions, protocolName, triedAttempts, type Edge } from './edge.ts';
import { severity, verdictOf, VERDICTS_WORST_FIRST, type EdgeVerdict } from './edge-verdict.ts';
import { fullName, type EndName } from './end-name.ts';

/** Columns that a table of edges can be sorted by. */
export const SORT_COLUMNS = [
  'verdict',
  'source',
  'destination',
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
  'last-seen',
] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

export interface Sort {
  readonly column: SortColumn;
  /** Largest first; for `verdict`, worst first. */
  readonly isDescending: boolean;
}

export const WORST_FIRST: Sort = { column: 'verdict', isDescending: true };

/** An edge with what its row needs of its surroundings. */
export interface EdgeRow {
  readonly edge: Edge;
  readonly verdict: EdgeVerdict;
  readonly from: EndName;
  readonly to: EndName;
  /** The full names of both ends, by which rows are ordered. */
  readonly source: string;
  readonly destination: string;
}

/** Columns of text begin at A, columns of figures at the largest. */
export function firstDirection(column: SortColumn): boolean {
  return column !== 'source' && column !== 'destination' && column !== 'protocol';
}

export function edgeRow(edge: Edge, from: EndName, to: EndName): EdgeRow {
  return { edge, verdict: verdictOf(edge), from, to, source: fullName(from), destination: fullName(to) };
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
  if (column === 'protocol') {
    const name = ({ edge }: EdgeRow): string => protocolName(edge.protocol);
    return rows.toSorted((a, b) => sign * compareText(name(a), name(b)) || compareNames(a, b));
  }
  const figure = FIGURE_OF[column];
  return rows.toSorted((a, b) => sign * (figure(a.edge) - figure(b.edge)) || compareNames(a, b));
}

const FIGURE_OF: Readonly<
  Record<Exclude<SortColumn, 'verdict' | 'source' | 'destination' | 'protocol'>, (edge: Edge) => number>
> = {
  forwarded: ({ figures }) => figures.forwarded,
  audit: ({ figures }) => figures.audit,
  dropped: ({ figures }) => figures.dropped,
  attempts: ({ figures }) => triedAttempts(figures),
  denied: ({ figures }) => deniedAttempts(figures),
  audited: ({ figures }) => figures.auditedAttempts,
  'http-requests': ({ figures }) => figures.httpRequests,
  'http-denied': ({ figures }) => figures.httpDenied,
  'http-failed': ({ figures }) => figures.httpFailed,
  'dns-questions': ({ figures }) => figures.dnsQuestions,
  'dns-failed': ({ figures }) => failedQuestions(figures),
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
  return a.edge.port - b.edge.port || a.edge.protocol - b.edge.protocol || a.edge.index - b.edge.index;
}

/** By code unit: the order is the same in every browser. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
