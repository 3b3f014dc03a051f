import type { EdgeVerdict } from './edge-verdict.ts';

/** What can have become of an edge from one range to another, the worst first. The server decides. */
export const CHANGES_WORST_FIRST = [
  'newly-denied',
  'worse',
  'newly-audited',
  'slower',
  'appeared',
  'vanished',
  'rate',
  'faster',
  'better',
  'healed',
  'same',
] as const;
export type ChangeKind = (typeof CHANGES_WORST_FIRST)[number];

export interface EdgeChange {
  readonly kind: ChangeKind;
  /** The later rate by the earlier one; undefined where nothing can be divided. */
  readonly factor: number | undefined;
  /** It has so few flows that it may have come or gone by luck. */
  readonly isRare: boolean;
  /** Undefined where it had no flows. */
  readonly before: ChangeSide | undefined;
  readonly after: ChangeSide | undefined;
}

/** The edge in one of the two ranges. Rates are of what was heard of it. */
export interface ChangeSide {
  readonly verdict: EdgeVerdict;
  readonly attemptsPerMinute: number;
  readonly refusedPerMinute: number;
  readonly flowsPerMinute: number;
  /** By name of the verdict. */
  readonly flows: ReadonlyMap<string, number>;
  /** By the names of the API. */
  readonly attempts: ReadonlyMap<string, number>;
  /** Of HTTP answers; undefined where too few tell. */
  readonly p95Ms: number | undefined;
}

/** Beyond what counting does by itself. */
export const SAME: EdgeChange = {
  kind: 'same',
  factor: undefined,
  isRare: false,
  before: undefined,
  after: undefined,
};

export const CHANGE_WORDS: Readonly<Record<ChangeKind, string>> = {
  'newly-denied': 'Newly denied',
  worse: 'Worse',
  'newly-audited': 'Newly audited',
  slower: 'Slower',
  appeared: 'Appeared',
  vanished: 'Vanished',
  rate: 'Other rate',
  faster: 'Faster',
  better: 'Better',
  healed: 'Healed',
  same: 'The same',
};

/** 0 for the worst. */
export function changeRank(kind: ChangeKind): number {
  return RANKS.get(kind) ?? CHANGES_WORST_FIRST.length;
}

const RANKS: ReadonlyMap<ChangeKind, number> = new Map(CHANGES_WORST_FIRST.map((kind, rank) => [kind, rank]));

/** Whether it is something to be looked at: undefined stands for a graph that is not compared. */
export function isChanged(change: EdgeChange | undefined): boolean {
  return change !== undefined && change.kind !== 'same';
}

/** Whether the map says it: a pair that may have come by luck is drawn as any other. */
export function isTold(change: EdgeChange | undefined): boolean {
  return isChanged(change) && !(change?.kind === 'appeared' && change.isRare);
}

/** Whether it has a label and a way of its own: a pair that may have gone by luck has not. */
export function isNoted(change: EdgeChange | undefined): boolean {
  return isTold(change) && !(change?.kind === 'vanished' && change.isRare);
}

/** What goes up, what goes down, or neither. */
export function trendOf({ kind, factor, before, after }: EdgeChange): 'up' | 'down' | undefined {
  if (kind === 'slower') return 'up';
  if (kind === 'faster') return 'down';
  if (factor === undefined || before?.verdict !== after?.verdict) return undefined;
  return factor >= 1 ? 'up' : 'down';
}
