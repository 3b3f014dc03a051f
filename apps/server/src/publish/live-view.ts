import { create, toBinary } from '@bufbuild/protobuf';
import { StatusSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { FIGURE_COUNT, type EdgeIndex, type GraphView, type VertexIndex } from '../aggregate/graph-view.ts';
import { encodeFrame } from './encode-frame.ts';
import { FilterAnswers } from './filter-answers.ts';
import { copied, grownLength, type GraphChanges } from './graph-changes.ts';
import { packFigures } from './pack-figures.ts';
import { ShownEdges } from './shown-edges.ts';
import { shownFlows } from './shown-figures.ts';
import type { StatusInit } from './status-report.ts';
import type { UnderstoodQuery } from './understand.ts';
import { ViewTimeline, type TimelineLosses } from './view-timeline.ts';
import type { StepSeconds, WindowFigures } from './window-figures.ts';

/** What one tick shows to every view. */
export interface ViewTick {
  readonly nowMs: number;
  readonly changes: GraphChanges;
  /** Of the view's window length. */
  readonly figures: WindowFigures;
  readonly status: StatusInit;
  /** Something in the status changed that a page must not wait a second for. */
  readonly isStatusUrgent: boolean;
  /** How many values the filter may compare edges with. */
  readonly filterTests: number;
}

/**
 * What one (query, window) shows, for all pages that ask for it. Each tick makes at most one patch and, if somebody
 * needs it, one snapshot; the state here is what a page has that applied every patch so far.
 */
export class LiveView {
  readonly #graph: GraphView;
  readonly #losses: TimelineLosses;
  readonly #query: UnderstoodQuery;
  readonly #windowSeconds: number;
  readonly #timeline: ViewTimeline;
  readonly #answers: FilterAnswers;
  readonly #shown = new ShownEdges();
  /** Per edge row: the number of the tick that looked at it last. */
  #lookedAt = new Float64Array(0);

  #ticks = 0;
  #sequence = 0;
  #second = Number.NaN;
  #status: Uint8Array = new Uint8Array(0);
  #nowMs = 0;
  #figures: WindowFigures | undefined;
  #snapshot: Uint8Array | undefined;

  constructor(
    graph: GraphView,
    losses: TimelineLosses,
    query: UnderstoodQuery,
    windowSeconds: number,
    stepSeconds: StepSeconds,
  ) {
    this.#graph = graph;
    this.#losses = losses;
    this.#query = query;
    this.#windowSeconds = windowSeconds;
    this.#timeline = new ViewTimeline(windowSeconds, stepSeconds, query.filter.verdicts);
    this.#answers = new FilterAnswers(graph, query);
  }

  /** Whether the filter needs further ticks for what it has to look at already. */
  get isBehind(): boolean {
    return this.#ticks === 0 || this.#answers.isBehind;
  }

  /**
   * Returns the patch, or undefined when nothing changed and the last one is of the same second. There is none on the
   * first tick, either: whoever has just come needs the snapshot.
   */
  tick(tick: ViewTick): Uint8Array | undefined {
    const isFirst = this.#ticks === 0;
    const second = Math.floor(tick.nowMs / 1000);
    const isNewSecond = second !== this.#second;
    this.#ticks += 1;
    this.#second = second;
    this.#nowMs = tick.nowMs;
    this.#figures = tick.figures;
    this.#snapshot = undefined;

    const delta = this.#compare(tick, isFirst);
    const timeline = isNewSecond ? this.#advanceTimeline(tick.figures, second) : undefined;
    const status = isNewSecond || tick.isStatusUrgent ? this.#changedStatus(tick) : undefined;
    if (isFirst || (isEmpty(delta) && !isNewSecond && status === undefined)) return undefined;

    this.#sequence = (this.#sequence + 1) >>> 0;
    return encodeFrame(
      {
        kind: 'patch',
        sequence: this.#sequence,
        timeMs: tick.nowMs,
        query: '',
        windowSeconds: 0,
        ...delta,
        figures: packFigures(delta.updated, tick.figures, this.#query.filter.verdicts),
        timeline,
        status,
      },
      this.#graph,
    );
  }

  /** The whole view as of the last tick; encoded once, however many ask. */
  snapshot(): Uint8Array {
    this.#snapshot ??= this.#encodeSnapshot();
    return this.#snapshot;
  }

  #encodeSnapshot(): Uint8Array {
    if (this.#figures === undefined) throw new Error('a view has no snapshot before its first tick');
    const edges = [...this.#shown.rows()];
    return encodeFrame(
      {
        kind: 'snapshot',
        sequence: this.#sequence,
        timeMs: this.#nowMs,
        query: this.#query.canonical,
        windowSeconds: this.#windowSeconds,
        removed: [],
        vertices: this.#shown.vertices(),
        edges,
        figures: packFigures(edges, this.#figures, this.#query.filter.verdicts),
        caused: edges.filter((row) => this.#graph.edges.causes(row).length > 0),
        timeline: this.#timeline.whole(),
        status: this.#status,
      },
      this.#graph,
    );
  }

  #compare({ changes, figures, filterTests }: ViewTick, isFirst: boolean): Delta {
    const { size } = this.#graph.edges;
    const delta: Delta = { removed: [], vertices: new Set(), edges: [], updated: [], caused: [] };
    if (this.#lookedAt.length < size) this.#lookedAt = copied(new Float64Array(grownLength(size)), this.#lookedAt);
    this.#shown.makeRoom(size, this.#graph.vertexCount());
    const waiting = this.#answers.begin(filterTests);
    if (isFirst) {
      for (let row = 0; row < size; row += 1) this.#look(row, figures, delta);
      return delta;
    }
    for (const index of changes.vertices) if (this.#shown.uses(index)) delta.vertices.add(index);
    for (const row of changes.refilter) this.#answers.forget(row);
    for (const rows of [waiting, changes.refilter, figures.changed]) {
      for (const row of rows) this.#look(row, figures, delta);
    }
    const fresh = new Set(delta.edges);
    for (const row of changes.recaused) if (this.#shown.has(row) && !fresh.has(row)) delta.caused.push(row);
    return delta;
  }

  /** Decides once per tick whether pages get, keep or lose the edge in a row. */
  #look(row: EdgeIndex, figures: WindowFigures, delta: Delta): void {
    if (this.#lookedAt[row] === this.#ticks) return;
    this.#lookedAt[row] = this.#ticks;
    const { edges } = this.#graph;
    const belongs = this.#belongs(row, figures);
    const isKept = belongs && this.#shown.hasEdge(row, edges.serial(row));
    if (!isKept && this.#shown.has(row)) {
      this.#shown.remove(row);
      delta.removed.push(row);
    }
    if (!belongs) return;
    delta.updated.push(row);
    if (isKept) return;
    delta.edges.push(row);
    if (edges.causes(row).length > 0) delta.caused.push(row);
    for (const vertex of this.#shown.add(row, edges)) delta.vertices.add(vertex);
  }

  #belongs(row: EdgeIndex, figures: WindowFigures): boolean {
    const { edges } = this.#graph;
    if (row >= edges.size || !edges.isLive(row) || this.#shownFlows(row, figures) === 0) return false;
    return this.#answers.of(row) ?? this.#shown.hasEdge(row, edges.serial(row));
  }

  #shownFlows(row: EdgeIndex, figures: WindowFigures): number {
    const { verdicts } = this.#query.filter;
    return verdicts === undefined ? figures.flows[row] : shownFlows(figures.values, row * FIGURE_COUNT, verdicts);
  }

  #advanceTimeline({ range }: WindowFigures, second: number): ReturnType<ViewTimeline['advance']> {
    const { edges } = this.#graph;
    return this.#timeline.advance(range, second, { edges, losses: this.#losses, shownRows: () => this.#shown.rows() });
  }

  #changedStatus({ status, figures }: ViewTick): Uint8Array | undefined {
    let flows = 0;
    for (const row of this.#shown.rows()) flows += this.#shownFlows(row, figures);
    const bytes = toBinary(
      StatusSchema,
      create(StatusSchema, {
        ...status,
        hiddenFlows: Math.max(0, figures.totalFlows - flows),
        foldedEdges: this.#graph.foldedEdges,
        termsNotApplied: [...this.#query.termsNotApplied],
        termsPartlyApplied: [...this.#query.termsPartlyApplied],
      }),
    );
    if (Buffer.compare(bytes, this.#status) === 0) return undefined;
    this.#status = bytes;
    return bytes;
  }
}

/** What a patch says, as rows. */
interface Delta {
  readonly removed: EdgeIndex[];
  /** Vertices that are new to pages or have other names. */
  readonly vertices: Set<VertexIndex>;
  readonly edges: EdgeIndex[];
  /** Rows with new figures. */
  readonly updated: EdgeIndex[];
  readonly caused: EdgeIndex[];
}

function isEmpty({ removed, vertices, edges, updated, caused }: Delta): boolean {
  return removed.length + vertices.size + edges.length + updated.length + caused.length === 0;
}
