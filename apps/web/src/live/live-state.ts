import type { Changes, EdgeFigures, Frame, Rejection, Timeline, Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { edgeKey, NO_FIGURES, type Edge, type Figures } from '../view/edge.ts';
import type { LiveGraph } from './live-graph.ts';

/** What a frame makes of what was known. */
export type Applied =
  | { readonly kind: 'changed'; readonly graph: LiveGraph }
  /** A patch for another state than this one: only a snapshot helps. */
  | { readonly kind: 'missed' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/**
 * Applies one frame. Nothing that it does not name becomes another object:
 *
 *     undefined ── snapshot 17 ──► graph 17 ── patch 18 ──► graph 18 ── patch 20 ──► missed
 */
export function applyFrame(graph: LiveGraph | undefined, frame: Frame): Applied {
  const { body, sequence, timeMs, status } = frame;
  switch (body.case) {
    case 'snapshot': {
      const empty: LiveGraph = {
        sequence,
        timeMs,
        query: frame.query,
        windowSeconds: frame.windowSeconds,
        vertices: new Map(),
        edges: new Map(),
        timeline: undefined,
        status,
      };
      return changed(empty, body.value);
    }
    case 'patch':
      if (graph === undefined || sequence !== (graph.sequence + 1) >>> 0) return { kind: 'missed' };
      return changed({ ...graph, sequence, timeMs, status: status ?? graph.status }, body.value);
    case 'rejection':
      return { kind: 'rejected', rejection: body.value };
    case undefined:
      return { kind: 'missed' };
  }
}

function changed(graph: LiveGraph, changes: Changes): Applied {
  const vertices = changedVertices(graph.vertices, changes);
  const edges = changedEdges(graph.edges, vertices, changes);
  if (edges === undefined) return { kind: 'missed' };
  const timeline = changes.timeline === undefined ? graph.timeline : mergedTimelines(graph.timeline, changes.timeline);
  return { kind: 'changed', graph: { ...graph, edges, vertices: withoutUnused(vertices, edges), timeline } };
}

function changedVertices(before: ReadonlyMap<number, Vertex>, { vertices }: Changes): ReadonlyMap<number, Vertex> {
  if (vertices.length === 0) return before;
  const after = new Map(before);
  for (const vertex of vertices) after.set(vertex.index, vertex);
  return after;
}

/** An edge that was made by the frame that is being applied, and may still change. */
type Draft = { -readonly [Part in keyof Edge]: Edge[Part] };

/** Undefined when the changes are about something that is not there. */
function changedEdges(
  before: ReadonlyMap<number, Edge>,
  vertices: ReadonlyMap<number, Vertex>,
  { removedEdges, edges, figures, causes }: Changes,
): ReadonlyMap<number, Edge> | undefined {
  if (removedEdges.length + edges.length + (figures?.edge.length ?? 0) + causes.length === 0) return before;
  const after = new Map(before);
  for (const index of removedEdges) after.delete(index);
  for (const { index, source, destination, port, protocol, firstSeenMs } of edges) {
    const from = vertices.get(source);
    const to = vertices.get(destination);
    if (from === undefined || to === undefined || after.has(index)) return undefined;
    const key = edgeKey(from.key, to.key, port, protocol);
    after.set(index, {
      index,
      key,
      source,
      destination,
      port,
      protocol,
      firstSeenMs,
      lastSeenMs: firstSeenMs,
      figures: NO_FIGURES,
      causes: [],
    });
  }
  const draftOf = (index: number): Draft | undefined => {
    const edge = after.get(index);
    if (edge === undefined || edge !== before.get(index)) return edge;
    const draft = { ...edge };
    after.set(index, draft);
    return draft;
  };
  if (figures !== undefined && !setFigures(draftOf, figures)) return undefined;
  for (const { edge: index, causes: told } of causes) {
    const edge = draftOf(index);
    if (edge === undefined) return undefined;
    edge.causes = told;
  }
  return after;
}

/** Unpacks the columns; one that is left out is all zeros. */
function setFigures(draftOf: (index: number) => Draft | undefined, columns: EdgeFigures): boolean {
  for (const [row, index] of columns.edge.entries()) {
    const edge = draftOf(index);
    if (edge === undefined) return false;
    edge.figures = figuresOf(columns, row);
    edge.lastSeenMs = columns.lastSeenMs[row] ?? edge.lastSeenMs;
  }
  return true;
}

/** Written out: a first frame has thousands of rows, and a loop over names would cost five times as much. */
function figuresOf(columns: EdgeFigures, row: number): Figures {
  return {
    forwarded: columns.forwarded[row] ?? 0,
    dropped: columns.dropped[row] ?? 0,
    error: columns.error[row] ?? 0,
    audit: columns.audit[row] ?? 0,
    redirected: columns.redirected[row] ?? 0,
    traced: columns.traced[row] ?? 0,
    translated: columns.translated[row] ?? 0,
    unknown: columns.unknown[row] ?? 0,
    connections: columns.connections[row] ?? 0,
    deniedAttempts: columns.deniedAttempts[row] ?? 0,
    auditedAttempts: columns.auditedAttempts[row] ?? 0,
    httpRequests: columns.httpRequests[row] ?? 0,
    httpDenied: columns.httpDenied[row] ?? 0,
    httpFailed: columns.httpFailed[row] ?? 0,
    dnsQuestions: columns.dnsQuestions[row] ?? 0,
    dnsDenied: columns.dnsDenied[row] ?? 0,
    dnsFailed: columns.dnsFailed[row] ?? 0,
    dnsTimeouts: columns.dnsTimeouts[row] ?? 0,
  };
}

/** The server tells a vertex again when it comes back, so a page need not keep more than this for each edge. */
const VERTICES_PER_EDGE = 4;
const FEW_VERTICES = 256;

function withoutUnused(
  vertices: ReadonlyMap<number, Vertex>,
  edges: ReadonlyMap<number, Edge>,
): ReadonlyMap<number, Vertex> {
  if (vertices.size <= FEW_VERTICES + VERTICES_PER_EDGE * edges.size) return vertices;
  const used = new Set([...edges.values()].flatMap(({ source, destination }) => [source, destination]));
  return new Map([...vertices].filter(([index]) => used.has(index)));
}

const TIMELINE_COLUMNS = ['forwarded', 'audited', 'dropped', 'other', 'lost', 'nodesMissing'] as const;

/**
 * The window keeps the length that the snapshot gave it, and ends where the patch ends:
 *
 *     before  │ 4 │ 7 │ 6 │ 9 │
 *     patch               │ 8 │ 2 │
 *     after       │ 7 │ 6 │ 8 │ 2 │
 */
function mergedTimelines(before: Timeline | undefined, patch: Timeline): Timeline {
  if (before === undefined || before.stepSeconds !== patch.stepSeconds) return patch;
  const length = before.forwarded.length;
  const steps = patch.forwarded.length;
  const kept = Math.round((patch.startSeconds - before.startSeconds) / before.stepSeconds);
  if (steps >= length || kept < 0 || kept > length) return patch;
  const merged = { ...patch, startSeconds: patch.startSeconds - (length - steps) * patch.stepSeconds };
  for (const name of TIMELINE_COLUMNS) {
    const column = [...before[name].slice(0, kept), ...patch[name]].slice(-length);
    merged[name] = [...Array.from({ length: length - column.length }, () => 0), ...column];
  }
  return merged;
}
