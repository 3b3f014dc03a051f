import { FIGURE_COUNT, type Cause, type SecondRange, type Vertex } from '../aggregate/graph-view.ts';
import { PastGraph, type PastReasons } from './past-graph.ts';

export type VertexRow = Omit<Vertex, 'index' | 'revision'>;

export interface EdgeName {
  /** Keys of vertices. */
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: number;
}

export interface EdgeRow extends EdgeName {
  /** FIGURE_COUNT of them. */
  readonly figures: readonly number[];
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/** `allowed` names policies that let something pass, and counts nothing. */
export type CauseRow = EdgeName & Omit<Cause, 'kind'> & { readonly kind: Cause['kind'] | 'allowed' };

/** Edges of a range, column by column: keys of vertices instead of their rows. */
export interface EdgeColumns {
  readonly source: readonly string[];
  readonly destination: readonly string[];
  readonly port: readonly number[];
  readonly protocol: readonly number[];
  /** FIGURE_COUNT of them. */
  readonly figures: readonly (readonly number[])[];
  readonly firstSeenMs: readonly number[];
  readonly lastSeenMs: readonly number[];
}

/** Puts what a store has of a range together. */
export function graphOfRows(
  vertices: readonly VertexRow[],
  edges: readonly EdgeRow[],
  causes: readonly CauseRow[],
  range: SecondRange,
): PastGraph {
  const columns = {
    source: edges.map(({ source }) => source),
    destination: edges.map(({ destination }) => destination),
    port: edges.map(({ port }) => port),
    protocol: edges.map(({ protocol }) => protocol),
    figures: Array.from({ length: FIGURE_COUNT }, (_, figure) => edges.map(({ figures }) => figures[figure] ?? 0)),
    firstSeenMs: edges.map(({ firstSeenMs }) => firstSeenMs),
    lastSeenMs: edges.map(({ lastSeenMs }) => lastSeenMs),
  };
  return graphOfColumns(vertices, columns, causes, range);
}

export function graphOfColumns(
  vertices: readonly VertexRow[],
  edges: EdgeColumns,
  causes: readonly CauseRow[],
  range: SecondRange,
): PastGraph {
  const ends = new Ends(vertices);
  const source = Int32Array.from(edges.source, (key) => ends.indexOf(key));
  const destination = Int32Array.from(edges.destination, (key) => ends.indexOf(key));
  const past = { ...edges, size: source.length, source, destination, reasons: reasonsOf(edges, causes) };
  return new PastGraph(ends.all, past, range);
}

/** By row of the edge; few edges have any. */
function reasonsOf(edges: EdgeColumns, causes: readonly CauseRow[]): Map<number, PastReasons> {
  const reasons = new Map<number, PastReasons>();
  if (causes.length === 0) return reasons;
  const told = causesByEdge(causes);
  for (const [row, source] of edges.source.entries()) {
    const [destination, port, protocol] = [edges.destination[row], edges.port[row], edges.protocol[row]];
    const about = told.get(`${source}\n${destination}\n${port}\n${protocol}`);
    if (about !== undefined) reasons.set(row, { causes: about.causes, allowedBy: [...about.allowedBy] });
  }
  return reasons;
}

/** A name that was never told stands for itself: the batch that told it may have been given up. */
class Ends {
  readonly all: Vertex[] = [];
  readonly #indices = new Map<string, number>();

  constructor(rows: readonly VertexRow[]) {
    for (const row of rows) this.#add(row);
  }

  indexOf(key: string): number {
    return this.#indices.get(key) ?? this.#add({ ...NOBODY, key });
  }

  #add(row: VertexRow): number {
    const index = this.all.length;
    this.all.push({ ...row, index, revision: 1 });
    this.#indices.set(row.key, index);
    return index;
  }
}

const NOBODY: VertexRow = {
  key: '',
  kind: 'unknown',
  cluster: '',
  namespace: '',
  workload: '',
  workloadKind: '',
  identity: 0,
  labels: [],
  names: [],
  namesInferred: false,
  ip: '',
};

function causesByEdge(rows: readonly CauseRow[]): Map<string, { causes: Cause[]; allowedBy: Set<string> }> {
  const byEdge = new Map<string, { causes: Cause[]; allowedBy: Set<string> }>();
  for (const row of rows) {
    const key = edgeKey(row);
    let told = byEdge.get(key);
    if (told === undefined) byEdge.set(key, (told = { causes: [], allowedBy: new Set() }));
    const { kind, dropReason, direction, policies, flows, attempts, firstSeenMs, lastSeenMs } = row;
    if (kind === 'allowed') for (const policy of policies) told.allowedBy.add(policy);
    else told.causes.push({ kind, dropReason, direction, policies, flows, attempts, firstSeenMs, lastSeenMs });
  }
  return byEdge;
}

function edgeKey({ source, destination, port, protocol }: EdgeName): string {
  return `${source}\n${destination}\n${port}\n${protocol}`;
}
