import { deniedAttempts } from './edge.ts';
import { attemptsOf } from './edge-attempts.ts';
import { sinceMs } from './edge-order.ts';
import type { GroupedEdge, GroupedGraph } from './grouped-graph.ts';
import { troubleOf, type Trouble, type TroubleOptions } from './trouble.ts';
import { perMinute, type Span } from './trouble-rate.ts';

/** When figures are looked at, which is what makes rates of them. */
export interface EdgeMoment {
  readonly timeMs: number;
  readonly windowSeconds: number;
  readonly options: TroubleOptions;
}

/** Of quiet edges, whose rates change with the window and not with the second. */
const COARSE_MS = 10_000;

export function momentOf(grouped: GroupedGraph | undefined, options: TroubleOptions): EdgeMoment {
  return { timeMs: grouped?.timeMs ?? 0, windowSeconds: grouped?.windowSeconds ?? 60, options };
}

/** The same object for ten seconds, so that what is told with it stays as it is. */
export function coarseMoment(moment: EdgeMoment, before: EdgeMoment | undefined): EdgeMoment {
  const timeMs = Math.ceil(moment.timeMs / COARSE_MS) * COARSE_MS;
  const isSame =
    before?.timeMs === timeMs && before.windowSeconds === moment.windowSeconds && before.options === moment.options;
  return isSame ? before : { ...moment, timeMs };
}

/** What is counted, per minute of the time in which there was any: as the list of troubles tells it. */
export function rateOf(count: number, edge: GroupedEdge, moment: EdgeMoment): number {
  return isRefused(edge) ? perMinute(count, spanOf(moment), sinceMs(edge)) : perMinute(count, spanOf(moment));
}

/** What was let through, per minute. */
export function passedRate(count: number, edge: GroupedEdge, moment: EdgeMoment): number {
  // What passed beside refusals is told of the same stretch as they are; what passed before them is not.
  return edge.verdict === 'denied' ? perMinute(count, spanOf(moment)) : rateOf(count, edge, moment);
}

/** Everything that was tried, per minute: what was refused, and what was not. */
export function triedRate(edge: GroupedEdge, moment: EdgeMoment): number {
  const denied = deniedAttempts(edge.figures);
  const passed = Math.max(0, attemptsOf(edge.figures) - denied);
  return rateOf(denied, edge, moment) + passedRate(passed, edge, moment);
}

export function troubleAt(edge: GroupedEdge, moment: EdgeMoment): Trouble | undefined {
  return troubleOf(edge, moment, moment.options);
}

/** Per minute, of what is wrong with the edge, or of all that was tried where nothing is. */
export function mainRate(edge: GroupedEdge, moment: EdgeMoment): number {
  const trouble = troubleAt(edge, moment);
  return trouble === undefined ? triedRate(edge, moment) : trouble.perMinute;
}

function isRefused({ verdict }: GroupedEdge): boolean {
  return verdict === 'denied' || verdict === 'mixed' || verdict === 'audited';
}

function spanOf({ timeMs, windowSeconds, options }: EdgeMoment): Span {
  return { timeMs, windowSeconds, listeningSinceMs: options.listeningSinceMs };
}
