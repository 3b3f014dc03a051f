import type {
  Cause,
  EdgeIndex,
  EdgeView,
  Figure,
  GraphView,
  SecondRange,
  TimelineColumns,
  Vertex,
  VertexIndex,
} from '../aggregate/graph-view.ts';
import { FIGURE_COUNT } from '../aggregate/graph-view.ts';

/** Edges of the past, column by column: one of many rows has figures that are not 0. */
export interface PastEdges {
  readonly size: number;
  readonly source: ArrayLike<VertexIndex>;
  readonly destination: ArrayLike<VertexIndex>;
  readonly port: ArrayLike<number>;
  readonly protocol: ArrayLike<number>;
  /** Of the range, FIGURE_COUNT columns. */
  readonly figures: readonly ArrayLike<number>[];
  readonly firstSeenMs: ArrayLike<number>;
  readonly lastSeenMs: ArrayLike<number>;
  /** By row; few have any. */
  readonly reasons: ReadonlyMap<EdgeIndex, PastReasons>;
}

/** Why flows of an edge were denied or audited, and which policies let others pass. */
export interface PastReasons {
  readonly causes: readonly Cause[];
  readonly allowedBy: readonly string[];
}

const NO_REASONS: PastReasons = { causes: [], allowedBy: [] };

/**
 * The graph as it was in one range of time, for everything that reads the living one: its figures are those of that
 * range, whichever part of it is asked for.
 */
export class PastGraph implements GraphView {
  readonly edges: EdgeView;
  readonly foldedEdges = 0;
  readonly vertexRevision = 1;
  readonly windowSeconds: number;
  readonly #vertices: readonly Vertex[];

  constructor(vertices: readonly Vertex[], edges: PastEdges, range: SecondRange) {
    this.#vertices = vertices;
    this.edges = new PastEdgeView(edges);
    this.windowSeconds = range.to - range.from;
  }

  vertexCount(): number {
    return this.#vertices.length;
  }

  vertex(index: VertexIndex): Vertex {
    const vertex = this.#vertices[index];
    if (vertex === undefined) throw new RangeError(`there is no vertex ${index}`);
    return vertex;
  }
}

class PastEdgeView implements EdgeView {
  readonly #edges: PastEdges;

  constructor(edges: PastEdges) {
    this.#edges = edges;
  }

  get size(): number {
    return this.#edges.size;
  }
  isLive(edge: EdgeIndex): boolean {
    return edge < this.#edges.size;
  }
  serial(edge: EdgeIndex): number {
    return edge + 1;
  }
  source(edge: EdgeIndex): VertexIndex {
    return at(this.#edges.source, edge);
  }
  destination(edge: EdgeIndex): VertexIndex {
    return at(this.#edges.destination, edge);
  }
  port(edge: EdgeIndex): number {
    return at(this.#edges.port, edge);
  }
  protocol(edge: EdgeIndex): number {
    return at(this.#edges.protocol, edge);
  }
  firstSeenMs(edge: EdgeIndex): number {
    return at(this.#edges.firstSeenMs, edge);
  }
  lastSeenMs(edge: EdgeIndex): number {
    return at(this.#edges.lastSeenMs, edge);
  }
  total(edge: EdgeIndex, figure: Figure): number {
    return this.#edges.figures[figure]?.[edge] ?? 0;
  }
  causes(edge: EdgeIndex): readonly Cause[] {
    return (this.#edges.reasons.get(edge) ?? NO_REASONS).causes;
  }
  allowedBy(edge: EdgeIndex): readonly string[] {
    return (this.#edges.reasons.get(edge) ?? NO_REASONS).allowedBy;
  }
  revision(): number {
    return 1;
  }

  readFigures(edge: EdgeIndex, _range: SecondRange, out: Float64Array): void {
    for (let figure = 0; figure < FIGURE_COUNT; figure += 1) out[figure] = this.#edges.figures[figure]?.[edge] ?? 0;
  }

  /** When something happened inside the range is asked of the store. */
  addTimeline(_edge: EdgeIndex, _range: SecondRange, _stepSeconds: number, _out: TimelineColumns): void {}
}

function at(column: ArrayLike<number>, edge: EdgeIndex): number {
  const value = column[edge];
  if (value === undefined) throw new RangeError(`there is no edge ${edge}`);
  return value;
}
