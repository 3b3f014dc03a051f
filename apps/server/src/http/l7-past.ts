import type { GraphView, L7View, SecondRange } from '../aggregate/graph-view.ts';
import type { EdgeScope } from '../history/edge-scope.ts';
import { PastL7 } from '../history/past-l7.ts';
import type { PastDoor } from './http-deps.ts';
import { storeAway } from './past-graph.ts';
import type { RouteContext } from './route.ts';
import { secondRange, type AskedTimes } from './time-range.ts';

/** Where rows of HTTP and DNS come from, and whose figures they tell; undefined for all since a row was first seen. */
export interface L7Source {
  readonly graph: GraphView;
  readonly l7: L7View;
  readonly range: SecondRange | undefined;
}

/**
 * What is written down answers for times that the living tables do not have: before their windows, or before this
 * server listened, if all of the range is written.
 */
export function pastDoorFor(
  { past, graph, l7 }: Pick<RouteContext, 'past' | 'graph' | 'l7'>,
  times: AskedTimes,
  nowMs: number,
): PastDoor | undefined {
  if (past === undefined || (times.sinceMs === undefined && times.untilMs === undefined)) return undefined;
  const { from, to } = secondRange(times, nowMs, graph.windowSeconds);
  if (from < Math.floor(nowMs / 1000) - graph.windowSeconds) return past;
  const isBefore = l7.listeningSinceMs === 0 || from * 1000 < l7.listeningSinceMs;
  return isBefore && to <= past.writtenTo ? past : undefined;
}

/** Whole tens of seconds, none of them not written yet. */
export function pastRange(
  { graph }: Pick<RouteContext, 'graph'>,
  times: AskedTimes,
  nowMs: number,
  writtenTo: number,
): SecondRange {
  const { from, to } = secondRange(times, nowMs, graph.windowSeconds);
  const first = Math.floor(from / 10) * 10;
  return { from: first, to: Math.max(first, Math.min(Math.ceil(to / 10) * 10, writtenTo)) };
}

export async function pastHttp({ store }: PastDoor, range: SecondRange, scope: EdgeScope): Promise<L7Source> {
  const [graph, rows] = await storeAway(() =>
    Promise.all([store.readGraph(range, scope), store.readHttp(range, scope)]),
  );
  return { graph, l7: new PastL7(graph, rows, []), range };
}

export async function pastDns({ store }: PastDoor, range: SecondRange, scope: EdgeScope): Promise<L7Source> {
  const [graph, rows] = await storeAway(() =>
    Promise.all([store.readGraph(range, scope), store.readDns(range, scope)]),
  );
  return { graph, l7: new PastL7(graph, [], rows), range };
}
