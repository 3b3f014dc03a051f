import type { GroupedEdge, GroupedGraph } from '../view/grouped-graph.ts';
import { trendEndOf, type TrendEdge, type TrendEnd, type Trends } from '../view/trends.ts';
import type { Trouble } from '../view/trouble.ts';

/** A pair that was in trouble in the last 15 minutes, and is not any more. */
export interface EndedTrouble {
  /** Key of the edge under the grouping; '' when it left the graph. */
  readonly edge: string;
  readonly source: TrendEnd;
  readonly destination: TrendEnd;
  readonly port: number;
  readonly kind: 'denied' | 'audited' | 'dropped';
  /** Attempts, or flows of what was dropped. */
  readonly times: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Answers may be old when the server could not be asked again. */
const ENDED_FOR_MS = 15 * 60_000;

/** Newest first. Questions that failed are not told here: lookups of healthy clients fail, too. */
export function endedTroubles(trends: Trends, grouped: GroupedGraph, troubles: readonly Trouble[]): EndedTrouble[] {
  const running = new Set(troubles.flatMap(({ edge }) => edge.members.map(({ key }) => key)));
  let runningPairs: ReadonlySet<string> | undefined;
  const windowBegins = grouped.timeMs - grouped.windowSeconds * 1000;
  const longAgo = grouped.timeMs - ENDED_FOR_MS;
  const ended = new Map<string, EndedTrouble>();
  for (const edge of trends.edges.values()) {
    const { lastTroubleMs } = edge;
    if (running.has(edge.key) || lastTroubleMs >= windowBegins || lastTroubleMs < longAgo) continue;
    const one = endedTrouble(edge);
    // Another identity or address of the pair may be in trouble still.
    if (one === undefined) continue;
    runningPairs ??= new Set(troubles.flatMap(({ edge: now }) => pairsOf(now)));
    if (runningPairs.has(pairOf(one.source, one.destination, one.port))) continue;
    const pair = JSON.stringify([one.source, one.destination, one.port, one.kind]);
    const known = ended.get(pair);
    ended.set(pair, known === undefined ? one : both(known, one));
  }
  if (ended.size === 0) return [];
  const groupOf = new Map<string, string>();
  for (const { key, members } of grouped.edges.values()) for (const member of members) groupOf.set(member.key, key);
  return [...ended.values()]
    .map((one) => ({ ...one, edge: groupOf.get(one.edge) ?? '' }))
    .sort((a, b) => b.lastMs - a.lastMs || b.times - a.times);
}

function pairOf(source: TrendEnd, destination: TrendEnd, port: number): string {
  return JSON.stringify([source.namespace, source.name, destination.namespace, destination.name, port]);
}

/** The pairs of an edge, by the names under which trends tell them. */
function pairsOf({ source, destination, members }: GroupedEdge): readonly string[] {
  const ends = new Map(
    [...source.vertices, ...destination.vertices].map((vertex) => [vertex.index, trendEndOf(vertex)]),
  );
  const pairs = new Set<string>();
  for (const member of members) {
    const [from, to] = [ends.get(member.source), ends.get(member.destination)];
    if (from !== undefined && to !== undefined) pairs.add(pairOf(from, to, member.port));
  }
  return [...pairs];
}

function endedTrouble(edge: TrendEdge): EndedTrouble | undefined {
  const { key, source, destination, port, columns, firstTroubleMs: firstMs, lastTroubleMs: lastMs } = edge;
  const place = { edge: key, source, destination, port, firstMs, lastMs };
  const [denied, audited, dropped] = [sum(columns.denied), sum(columns.audited), sum(columns.dropped_flows)];
  if (denied > 0) return { ...place, kind: 'denied', times: denied };
  if (audited > 0) return { ...place, kind: 'audited', times: audited };
  return dropped > 0 ? { ...place, kind: 'dropped', times: dropped } : undefined;
}

function both(a: EndedTrouble, b: EndedTrouble): EndedTrouble {
  return {
    ...a,
    times: a.times + b.times,
    firstMs: Math.min(a.firstMs, b.firstMs),
    lastMs: Math.max(a.lastMs, b.lastMs),
  };
}

const sum = (figures: readonly number[]): number => figures.reduce((all, figure) => all + figure, 0);
