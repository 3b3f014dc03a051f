import { Heap } from './heap.ts';
import type { Gap, Streets } from './streets.ts';
import { groundAt, isOpen } from './streets.ts';

export type Side = 'left' | 'right';

/** Where an edge begins or ends. */
export interface WayEnd {
  readonly column: number;
  readonly y: number;
  readonly region: string;
  readonly side: 'callers' | 'inside' | 'callees';
}

export interface FoundWay {
  readonly out: Side;
  readonly gaps: readonly Gap[];
  readonly into: Side;
}

/** A state: a gap was crossed to the right or to the left, and one stands in the channel behind it. */
interface Step {
  readonly gap: Gap | undefined;
  readonly channel: number;
  readonly y: number;
  readonly cost: number;
  readonly before: Step | undefined;
  readonly out: Side;
}

interface Errand {
  readonly from: WayEnd;
  readonly to: WayEnd;
  readonly trafficCost: (gap: Gap) => number;
  /** So many gaps above and below are tried in a column: of the one that is level with here, and with the goal. */
  readonly beside: number;
}

const COLUMN = 140;
const COST = {
  bend: 34,
  back: 60,
  foreignGround: 70,
  ownGround: 12,
  wrongSide: 75,
  /** Out to the left and in from the right, where the goal is to the left. */
  backwardSide: 12,
  outsideBack: 400,
} as const;
/** Over more columns than this a way has a bend in each. */
const NEAR = 5;
/** Good company makes a gap cheaper by this at most. */
const LEAST_TRAFFIC = -20;
/** Straight enough to be made straight. */
const LEVEL = 3;
const BESIDE = 3;

/** The cheapest way from gap to gap: short, few bends, from left to right, not across the ground of others. */
export class WaySearch {
  readonly #streets: Streets;
  readonly #best: Float64Array;
  readonly #round: Int32Array;
  #rounds = 0;

  constructor(streets: Streets) {
    this.#streets = streets;
    this.#best = new Float64Array(2 * streets.gapCount);
    this.#round = new Int32Array(2 * streets.gapCount);
  }

  find(from: WayEnd, to: WayEnd, trafficCost: (gap: Gap) => number): FoundWay {
    const way = this.#find(from, to, trafficCost, BESIDE) ?? this.#find(from, to, trafficCost, Infinity);
    if (way === undefined) throw new Error('every column has a gap above and below, so there is always a way');
    return way;
  }

  #find(from: WayEnd, to: WayEnd, trafficCost: (gap: Gap) => number, beside: number): FoundWay | undefined {
    this.#rounds++;
    const open = new Heap<Step & { readonly into?: Side }>();
    for (const out of ['right', 'left'] as const) {
      const channel = out === 'right' ? from.column + 1 : from.column;
      const step = { gap: undefined, channel, y: from.y, cost: outCost(from, out, to), before: undefined, out };
      open.push(step, step.cost + leastCost(step, to));
    }
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      if (step.into !== undefined) return { out: step.out, gaps: gapsOf(step), into: step.into };
      if (this.#isOld(step)) continue;
      this.#finish(step, from, to, open);
      this.#cross(step, step.channel, true, { from, to, trafficCost, beside }, open);
      this.#cross(step, step.channel - 1, false, { from, to, trafficCost, beside }, open);
    }
    return undefined;
  }

  #isKnownFor(gap: Gap, channel: number, cost: number): boolean {
    const state = 2 * gap.id + (channel > gap.column ? 1 : 0);
    return this.#round[state] === this.#rounds && this.#best[state] <= cost;
  }

  /** Whether this is the cheapest way so far to stand behind a gap; if so it is noted. */
  #isBest(gap: Gap, channel: number, cost: number): boolean {
    if (this.#isKnownFor(gap, channel, cost)) return false;
    const state = 2 * gap.id + (channel > gap.column ? 1 : 0);
    this.#round[state] = this.#rounds;
    this.#best[state] = cost;
    return true;
  }

  /** Whether a cheaper way was found since. */
  #isOld({ gap, channel, cost }: Step): boolean {
    return gap !== undefined && this.#best[2 * gap.id + (channel > gap.column ? 1 : 0)] < cost;
  }

  #finish(step: Step, from: WayEnd, to: WayEnd, open: Heap<Step & { readonly into?: Side }>): void {
    const into = step.channel === to.column ? 'left' : step.channel === to.column + 1 ? 'right' : undefined;
    if (into === undefined || !isOpen(this.#streets, step.channel, step.y, to.y)) return;
    const cost = step.cost + upAndDown(step.y, to.y) + intoCost(to, into, from);
    open.push({ ...step, cost, into }, cost);
  }

  #cross(
    step: Step,
    column: number,
    isRight: boolean,
    { from, to, trafficCost, beside }: Errand,
    open: Heap<Step>,
  ): void {
    const gaps = this.#streets.gaps[column];
    // Away from the goal one goes at most a column beyond it, unless there is no other way.
    const isAway = isRight ? step.channel > to.column + 1 : step.channel < to.column;
    if (gaps === undefined || (isAway && beside !== Infinity)) return;
    const here = gapAt(gaps, step.y);
    const there = gapAt(gaps, to.y);
    const first = Math.max(0, Math.min(here, there) - beside);
    const last = Math.min(gaps.length - 1, Math.max(here, there) + beside);
    for (let at = first; at <= last; at++) {
      if (Math.abs(at - here) > beside && Math.abs(at - there) > beside) continue;
      const gap = gaps[at];
      if (gap === step.gap) continue;
      const y = levelIn(gap, step.y, to.y);
      const channel = isRight ? column + 1 : column;
      const least = step.cost + upAndDown(step.y, y) + COLUMN + (isRight ? 0 : COST.back);
      if (this.#isKnownFor(gap, channel, least + LEAST_TRAFFIC)) continue;
      if (!isOpen(this.#streets, step.channel, step.y, y)) continue;
      const ground = groundAt(this.#streets, column, y);
      const isOwn = ground === from.region || ground === to.region;
      const groundCost = ground === undefined ? 0 : isOwn ? COST.ownGround : COST.foreignGround;
      const cost = least + groundCost + Math.max(LEAST_TRAFFIC, trafficCost(gap));
      if (!this.#isBest(gap, channel, cost)) continue;
      const next = { gap, channel, y, cost, before: step, out: step.out };
      open.push(next, cost + leastCost(next, to));
    }
  }
}

/** Where a lane would run in a gap: level with where it comes from, or else with where it goes. */
function levelIn(gap: Gap, from: number, to: number): number {
  if (from >= gap.lo && from <= gap.hi) return from;
  if (to >= gap.lo && to <= gap.hi) return to;
  return from < gap.lo ? Math.min(gap.hi, gap.lo + 6) : Math.max(gap.lo, gap.hi - 6);
}

/** The gap at a height, or the one before it. */
function gapAt(gaps: readonly Gap[], y: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (gaps[middle].lo <= y) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

const upAndDown = (from: number, to: number): number => {
  const height = Math.abs(from - to);
  return height <= LEVEL ? 0 : height + COST.bend;
};

function outCost({ side, column }: WayEnd, out: Side, to: WayEnd): number {
  if (side === 'callees') return out === 'left' ? 0 : COST.outsideBack;
  if (side === 'callers') return out === 'right' ? 0 : COST.outsideBack;
  return out === 'right' ? 0 : to.column < column ? COST.backwardSide : COST.wrongSide;
}

function intoCost({ side, column }: WayEnd, into: Side, from: WayEnd): number {
  if (side === 'callers') return into === 'right' ? 0 : COST.outsideBack;
  if (side === 'callees') return into === 'left' ? 0 : COST.outsideBack;
  return into === 'left' ? 0 : from.column > column ? COST.backwardSide : COST.wrongSide;
}

/** About what is left of the way. A little too much now and then, which finds a good way sooner than the best one. */
function leastCost({ channel, y }: { readonly channel: number; readonly y: number }, to: WayEnd): number {
  const columns = channel <= to.column ? to.column - channel : channel - to.column - 1;
  const far = Math.max(0, columns - NEAR);
  return columns * (COLUMN + COST.ownGround) + far * COST.bend + 1.1 * upAndDown(y, to.y);
}

function gapsOf(step: Step): Gap[] {
  const gaps: Gap[] = [];
  for (let at: Step | undefined = step; at?.gap !== undefined; at = at.before) gaps.push(at.gap);
  return gaps.toReversed();
}
