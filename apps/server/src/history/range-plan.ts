import type { SecondRange } from '../aggregate/graph-view.ts';
import { TIERS, type Tier } from './tables.ts';

/** A stretch of time and the table that answers for it. */
export interface Stretch extends SecondRange {
  readonly tier: Tier;
}

export interface PlanOptions {
  readonly nowSeconds: number;
  /** Finest first. */
  readonly tiers?: readonly Tier[];
  /** Buckets are no longer than this where finer ones are kept. */
  readonly mostSeconds?: number;
}

/**
 * Which tables answer for a range: the coarsest for its middle, finer ones towards its ends, so that no row outside of
 * it is read and few inside:
 *
 *     13:58:40                                                        17:02:10
 *        │10s│ 1m │            1h  1h  1h                    │ 1m │10s│
 *
 * What is older than a table keeps is asked of the next coarser one, whose buckets may reach out of the range.
 */
export function planRange({ from, to }: SecondRange, options: PlanOptions): readonly Stretch[] {
  const { nowSeconds, mostSeconds = Infinity } = options;
  const tiers: readonly Tier[] = options.tiers ?? TIERS;
  const kept = tiers.map((tier) => ({
    tier,
    since: Math.max(nowSeconds - tier.keptDays * DAY_SECONDS, tier.keptFrom ?? 0),
  }));
  return joined(planFor(kept, from, to, mostSeconds));
}

interface KeptTier {
  readonly tier: Tier;
  /** From this second on its rows are there. */
  readonly since: number;
}

/** With buckets of at most so many seconds; what is too old for those is answered by the next longer ones. */
function planFor(tiers: readonly KeptTier[], from: number, to: number, mostSeconds: number): Stretch[] {
  const fine = tiers.filter(({ tier }) => tier.seconds <= mostSeconds);
  const next = tiers[fine.length];
  if (next === undefined) return planWith(fine.toReversed(), from, to);
  const since = Math.min(...fine.map((tier) => tier.since));
  if (from >= since) return planWith(fine.toReversed(), from, to);
  const turn = Math.min(ceilTo(since, next.tier.seconds), ceilTo(to, next.tier.seconds));
  return [...planFor(tiers, from, turn, next.tier.seconds), ...planWith(fine.toReversed(), turn, to)];
}

/** `tiers` from the coarsest on. */
function planWith(tiers: readonly KeptTier[], from: number, to: number): Stretch[] {
  const [coarsest, ...finer] = tiers;
  if (coarsest === undefined || from >= to) return [];
  const { tier } = coarsest;
  const { seconds } = tier;
  if (finer.length === 0) return [{ tier, from: floorTo(from, seconds), to: ceilTo(to, seconds) }];
  const since = Math.min(...finer.map((fine) => fine.since));
  if (from < since) {
    const turn = Math.min(ceilTo(since, seconds), ceilTo(to, seconds));
    return [{ tier, from: floorTo(from, seconds), to: turn }, ...planWith(tiers, turn, to)];
  }
  const first = ceilTo(from, seconds);
  const last = floorTo(to, seconds);
  if (first >= last) return planWith(finer, from, to);
  return [...planWith(finer, from, first), { tier, from: first, to: last }, ...planWith(finer, last, to)];
}

/** Neighbours of one table are one. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const plan: Stretch[] = [];
  for (const stretch of stretches) {
    const before = plan.at(-1);
    if (stretch.from >= stretch.to) continue;
    if (before?.tier === stretch.tier && before.to === stretch.from)
      plan[plan.length - 1] = { ...before, to: stretch.to };
    else plan.push(stretch);
  }
  return plan;
}

const DAY_SECONDS = 86_400;

function floorTo(second: number, step: number): number {
  return second - (second % step);
}

function ceilTo(second: number, step: number): number {
  return floorTo(second + step - 1, step);
}
