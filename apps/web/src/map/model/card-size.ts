import { NO_FACTS, type EndFacts } from './end-facts.ts';
import type { Fans } from './fans.ts';
import type { MapModel, MapNode } from './map-model.ts';

type Size = MapNode['size'];

/** Of all cards, the share that is L, and the share that is L or M. */
const LARGE_SHARE = 0.28;
const MIDDLE_SHARE = 0.7;
/** How far past a limit a card's rank has to be before its size changes. */
const SLACK = 0.15;

/**
 * Sizes by rank among all workloads, drawn or not: what carries more attempts than most is large, and so is the hub of a
 * fan, which has more to say. By key of the end.
 */
export function cardSizes(
  workloads: readonly string[],
  facts: ReadonlyMap<string, EndFacts>,
  hubs: Fans['hubs'],
  previous: MapModel | undefined,
): ReadonlyMap<string, Size> {
  const attempts = workloads.map((key) => {
    const { attemptsIn, attemptsOut } = facts.get(key) ?? NO_FACTS;
    return Math.max(attemptsIn, attemptsOut);
  });
  const most = Float64Array.from(attempts).sort().toReversed();
  const rankOf = new Map<number, number>();
  for (const [rank, value] of most.entries()) if (!rankOf.has(value)) rankOf.set(value, rank);
  const before = previous?.level === 'near' ? undefined : previous?.nodes;
  const sizes = new Map<string, Size>();
  for (const [place, key] of workloads.entries()) {
    const value = attempts[place] ?? 0;
    const share = value === 0 ? 1 : ((rankOf.get(value) ?? 0) + 0.5) / workloads.length;
    const known = before?.get(key);
    sizes.set(key, hubs.has(key) ? 'L' : sizeAt(share, known?.shape === 'card' ? known.size : undefined));
  }
  return sizes;
}

function sizeAt(share: number, before: Size | undefined): Size {
  const usual: Size = share < LARGE_SHARE ? 'L' : share < MIDDLE_SHARE ? 'M' : 'S';
  if (before === undefined || before === usual) return usual;
  const limit = before === 'L' || usual === 'L' ? LARGE_SHARE : MIDDLE_SHARE;
  return Math.abs(share - limit) < SLACK ? before : usual;
}
