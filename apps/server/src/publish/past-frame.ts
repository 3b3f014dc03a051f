import { create, toBinary } from '@bufbuild/protobuf';
import { StatusSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import {
  FIGURE_COUNT,
  type EdgeIndex,
  type GraphView,
  type SecondRange,
  type VertexIndex,
} from '../aggregate/graph-view.ts';
import { encodeFrame } from './encode-frame.ts';
import { edgeFacts } from './filter-answers.ts';
import { packFigures } from './pack-figures.ts';
import { shownFlows } from './shown-figures.ts';
import type { StatusInit } from './status-report.ts';
import type { UnderstoodQuery } from './understand.ts';
import type { TimelineInit } from './view-timeline.ts';

/** A range of the past, before a query looks at it. */
export interface PastPicture {
  /** Its figures are those of the range. */
  readonly graph: GraphView;
  readonly range: SecondRange;
  readonly timeline: TimelineInit;
  readonly status: StatusInit;
}

export interface PastView extends PastPicture {
  readonly query: UnderstoodQuery;
}

const EDGES_PER_STEP = 64;
const MAX_UINT32 = 0xffff_ffff;

/**
 * A range of the past as a page gets the present: one snapshot, so that everything that shows the one shows the other.
 * Made in steps.
 */
export function* pastFrame(view: PastView): Generator<undefined, Uint8Array, undefined> {
  const { graph, range, query, timeline } = view;
  const { edges } = graph;
  const values = new Uint32Array(edges.size * FIGURE_COUNT);
  const lastSeenMs = new Float64Array(edges.size);
  const row = new Float64Array(FIGURE_COUNT);
  const shown: EdgeIndex[] = [];
  const vertices = new Set<VertexIndex>();
  let hiddenFlows = 0;
  for (let edge = 0; edge < edges.size; edge += 1) {
    if (edge % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
    edges.readFigures(edge, range, row);
    const base = edge * FIGURE_COUNT;
    for (let figure = 0; figure < FIGURE_COUNT; figure += 1) values[base + figure] = Math.min(row[figure], MAX_UINT32);
    lastSeenMs[edge] = edges.lastSeenMs(edge);
    const flows = shownFlows(values, base, undefined);
    const flowsShown = query.filter.matches(edgeFacts(graph, edge))
      ? shownFlows(values, base, query.filter.verdicts)
      : 0;
    hiddenFlows += flows - flowsShown;
    if (flowsShown === 0) continue;
    shown.push(edge);
    vertices.add(edges.source(edge)).add(edges.destination(edge));
  }
  return encodeFrame(
    {
      kind: 'snapshot',
      sequence: 1,
      timeMs: range.to * 1000,
      query: query.canonical,
      windowSeconds: range.to - range.from,
      removed: [],
      vertices,
      edges: shown,
      figures: packFigures(shown, { values, lastSeenMs }, query.filter.verdicts),
      caused: shown.filter((edge) => edges.causes(edge).length > 0),
      timeline,
      status: statusOf(view, hiddenFlows),
    },
    graph,
  );
}

function statusOf({ status, query, graph }: PastView, hiddenFlows: number): Uint8Array {
  const { termsNotApplied, termsPartlyApplied } = query;
  return toBinary(
    StatusSchema,
    create(StatusSchema, {
      ...status,
      hiddenFlows,
      foldedEdges: graph.foldedEdges,
      termsNotApplied: [...termsNotApplied],
      termsPartlyApplied: [...termsPartlyApplied],
    }),
  );
}
