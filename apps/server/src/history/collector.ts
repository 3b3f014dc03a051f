import type {
  Cause,
  ClosingView,
  DnsCounts,
  EdgeIndex,
  GraphView,
  HttpCounts,
  LateCount,
  SecondRange,
} from '../aggregate/graph-view.ts';
import { FIGURE_COUNT, VERDICT_COUNT } from '../aggregate/graph-view.ts';
import type { BatchContent } from './batch.ts';
import { edgeKey } from './edge-key.ts';
import { heardLines, Totals, type Heard } from './heard-lines.ts';
import { DnsLines, httpLines } from './l7-lines.ts';
import { Lines } from './lines.ts';
import { FIGURE_COLUMNS } from './tables.ts';

/** What is collected beside the edges, of one bucket. */
export interface Beside extends Heard {
  readonly late: readonly LateCount[];
  readonly http?: Iterable<HttpCounts>;
  readonly dns?: Iterable<DnsCounts>;
}

/** How a graph that goes on counting is read; one that does not needs none of it. */
export type Reading = Pick<ClosingView, 'beginReading' | 'readTo' | 'endReading' | 'foldEdge'>;

const EDGES_PER_STEP = 64;
const BUCKET_SECONDS = 10;
const ALLOWED_EVERY_SECONDS = 3600;

const EDGE = ['source', 'destination', 'port', 'protocol'] as const;
const EDGES_COLUMNS = ['bucket', ...EDGE, ...FIGURE_COLUMNS.map(({ column }) => column), 'first_ms', 'last_ms'];
const CAUSE = ['kind', 'drop_reason', 'direction', 'policies', 'flows', 'attempts', 'first_ms', 'last_ms'] as const;
const CAUSES_COLUMNS = ['bucket', ...EDGE, ...CAUSE];
const VERTEX = ['key', 'seen_ms', 'kind', 'cluster', 'namespace', 'workload', 'workload_kind'] as const;
const VERTICES_COLUMNS = [...VERTEX, 'identity', 'labels', 'names', 'names_inferred', 'ip'];

/**
 * Reads closed buckets out of the graph, row by row. Causes carry no time: what they grew by since the bucket before is
 * taken to belong to this one. Everything is told once: vertices when they are new or changed, policies that let
 * something pass once an hour.
 */
export class Collector {
  readonly #graph: GraphView;
  readonly #told = new Map<number, number>();
  /** By serial number of the edge: what its causes had at the bucket before. */
  readonly #causes = new Map<number, readonly Cause[]>();
  readonly #allowed = new Map<number, { readonly hour: number; readonly policies: number }>();
  readonly #reading: Reading;
  readonly #dnsLines = new DnsLines();
  /** Of the batch that is being collected. */
  #totals = new Totals();

  constructor(graph: GraphView, reading: Reading = STILL) {
    this.#graph = graph;
    this.#reading = reading;
  }

  /** The content of [from, from + 10). The graph may go on counting between the steps: the bucket is closed. */
  *collect(from: number, beside: Beside): Generator<undefined, BatchContent, undefined> {
    const edges = new Lines('edges_10s', EDGES_COLUMNS);
    const causes = new Lines('causes_10s', CAUSES_COLUMNS);
    const vertices = new Lines('vertices', VERTICES_COLUMNS);
    const range: SecondRange = { from, to: from + BUCKET_SECONDS };
    const figures = new Float64Array(FIGURE_COUNT);
    const serials = new Set<number>();
    this.#totals = new Totals();
    let flows = 0;
    const graph = this.#graph.edges;
    const reading = this.#reading;
    reading.beginReading(range);
    for (let edge = 0; edge < graph.size; edge += 1) {
      if (edge % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
      reading.readTo(edge + 1);
      if (!graph.isLive(edge) || edge === reading.foldEdge) continue;
      serials.add(graph.serial(edge));
      if (graph.lastSeenMs(edge) < from * 1000) continue;
      graph.readFigures(edge, range, figures);
      const counted = this.#addEdge(edges, vertices, edge, from, figures);
      flows += counted;
      this.#addCauses(causes, edge, from, counted > 0);
    }
    flows += this.#addFolded(edges, vertices, range, figures);
    flows += this.#addLate(edges, vertices, beside.late);
    this.#forgetAllBut(serials);
    const http = yield* httpLines(this.#graph, beside.http ?? []);
    const dns = yield* this.#dnsLines.of(this.#graph, beside.dns ?? []);
    const heard = yield* heardLines(from, BUCKET_SECONDS, this.#totals, beside);
    const lines = [vertices, edges, causes, http, dns, heard];
    const tables = lines.map((table) => table.rows()).filter(({ rows }) => rows > 0);
    return { from, to: from + BUCKET_SECONDS, flows, tables };
  }

  /** What was told of edges that were folded since is not told again. */
  #addFolded(edges: Lines, vertices: Lines, range: SecondRange, figures: Float64Array): number {
    const { foldEdge } = this.#reading;
    if (foldEdge >= 0) this.#graph.edges.readFigures(foldEdge, range, figures);
    const told = this.#reading.endReading();
    if (foldEdge < 0) return 0;
    if (told !== undefined) {
      for (let figure = 0; figure < FIGURE_COUNT; figure += 1) {
        figures[figure] = Math.max(0, figures[figure] - (told[figure] ?? 0));
      }
    }
    return this.#addEdge(edges, vertices, foldEdge, range.from, figures);
  }

  #addEdge(edges: Lines, vertices: Lines, edge: EdgeIndex, bucket: number, figures: ArrayLike<number>): number {
    let isEmpty = true;
    let flows = 0;
    for (let figure = 0; figure < FIGURE_COUNT; figure += 1) {
      if (figures[figure] === 0) continue;
      isEmpty = false;
      if (figure < VERDICT_COUNT) flows += figures[figure];
    }
    if (isEmpty) return 0;
    const graph = this.#graph.edges;
    const lastMs = Math.min(graph.lastSeenMs(edge), (bucket + BUCKET_SECONDS) * 1000 - 1);
    const firstMs = Math.min(graph.firstSeenMs(edge), lastMs);
    this.#addVertex(vertices, graph.source(edge), lastMs);
    this.#addVertex(vertices, graph.destination(edge), lastMs);
    this.#totals.add(bucket, figures);
    edges.add([bucket, ...this.#edgeKey(edge), ...Array.from(figures), Math.round(firstMs), Math.round(lastMs)]);
    return flows;
  }

  #addLate(edges: Lines, vertices: Lines, late: readonly LateCount[]): number {
    const rows = new Map<string, { readonly edge: EdgeIndex; readonly bucket: number; readonly figures: number[] }>();
    let flows = 0;
    for (const { edge: counted, serial, figure, second, amount } of late) {
      const edge = this.#graph.edges.serial(counted) === serial ? counted : this.#reading.foldEdge;
      if (edge < 0) continue;
      const bucket = second - (second % BUCKET_SECONDS);
      const key = `${edge} ${bucket}`;
      let row = rows.get(key);
      if (row === undefined)
        rows.set(key, (row = { edge, bucket, figures: Array.from({ length: FIGURE_COUNT }, () => 0) }));
      row.figures[figure] = (row.figures[figure] ?? 0) + amount;
    }
    for (const { edge, bucket, figures } of rows.values())
      flows += this.#addEdge(edges, vertices, edge, bucket, figures);
    return flows;
  }

  #addCauses(lines: Lines, edge: EdgeIndex, bucket: number, isActive: boolean): void {
    const graph = this.#graph.edges;
    const serial = graph.serial(edge);
    const causes = graph.causes(edge);
    const before = this.#causes.get(serial) ?? [];
    for (const [index, cause] of causes.entries()) {
      const flows = cause.flows - (before[index]?.flows ?? 0);
      const attempts = cause.attempts - (before[index]?.attempts ?? 0);
      if (flows === 0 && attempts === 0) continue;
      const { kind, dropReason, direction, policies, firstSeenMs, lastSeenMs } = cause;
      const times = [Math.round(firstSeenMs), Math.round(lastSeenMs)];
      // A denial may be moved to another cause of the edge when more of it is known.
      const counts = [Math.max(0, flows), Math.max(0, attempts)];
      lines.add([bucket, ...this.#edgeKey(edge), kind, dropReason, direction, policies, ...counts, ...times]);
    }
    if (causes.length > 0)
      this.#causes.set(
        serial,
        causes.map((cause) => ({ ...cause })),
      );
    if (isActive) this.#addAllowed(lines, edge, bucket);
  }

  #addAllowed(lines: Lines, edge: EdgeIndex, bucket: number): void {
    const graph = this.#graph.edges;
    const policies = graph.allowedBy(edge);
    if (policies.length === 0) return;
    const hour = Math.floor(bucket / ALLOWED_EVERY_SECONDS);
    const told = this.#allowed.get(graph.serial(edge));
    if (told?.hour === hour && told.policies === policies.length) return;
    this.#allowed.set(graph.serial(edge), { hour, policies: policies.length });
    const times = [Math.round(graph.firstSeenMs(edge)), Math.round(graph.lastSeenMs(edge))];
    lines.add([bucket, ...this.#edgeKey(edge), 'allowed', 0, 'unknown', policies, 0, 0, ...times]);
  }

  #addVertex(lines: Lines, index: number, seenMs: number): void {
    const vertex = this.#graph.vertex(index);
    if (this.#told.get(index) === vertex.revision) return;
    this.#told.set(index, vertex.revision);
    const { key, kind, cluster, namespace, workload, workloadKind, identity, labels, names, namesInferred, ip } =
      vertex;
    const named = [key, Math.round(seenMs), kind, cluster, namespace, workload, workloadKind];
    lines.add([...named, identity, labels, names, namesInferred ? 1 : 0, ip]);
  }

  #edgeKey(edge: EdgeIndex): ReturnType<typeof edgeKey> {
    return edgeKey(this.#graph, edge);
  }

  /** Edges that were folded leave nothing behind here. */
  #forgetAllBut(serials: ReadonlySet<number>): void {
    for (const kept of [this.#causes, this.#allowed]) {
      for (const serial of kept.keys()) if (!serials.has(serial)) kept.delete(serial);
    }
  }
}

/** Of a graph in which nothing is counted meanwhile. */
const STILL: Reading = {
  beginReading: () => undefined,
  readTo: () => undefined,
  endReading: () => undefined,
  foldEdge: -1,
};
