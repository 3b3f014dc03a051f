import type { GroupedGraph } from '../view/grouped-graph.ts';
import type { Trouble } from '../view/trouble.ts';
import type { TrendEdge, TrendEnd, Trends } from './trends.ts';

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

/** Newest first. Questions that failed are not told here: lookups of healthy clients fail, too. */
export function endedTroubles(trends: Trends, grouped: GroupedGraph, troubles: readonly Trouble[]): EndedTrouble[] {
  const running = new Set(troubles.flatMap(({ edge }) => edge.members.map(({ key }) => key)));
  const windowBegins = grouped.timeMs - grouped.windowSeconds * 1000;
  const ended = new Map<string, EndedTrouble>();
  for (const edge of trends.edges.values()) {
    if (running.has(edge.key) || edge.lastTroubleMs >= windowBegins) continue;
    const one = endedTrouble(edge);
    if (one === undefined) continue;
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
