import type { Query } from '@orrery/query/ast';

import { FIGURE, VERDICT_COUNT } from '../aggregate/graph-view.ts';
import {
  CHANGES_WORST_FIRST,
  changeOf,
  type Change,
  type ChangeKind,
  type ComparedSide,
  type HeardSeconds,
} from './compare-change.ts';
import { pairLatency } from './compare-latency.ts';
import { perMinute } from './compare-noise.ts';
import { comparePairs, type ComparedPair, type ComparedRange, type PairSide } from './compare-pairs.ts';
import { attemptsOf, refusedOf, severityOf, verdictOfAll, type EdgeVerdict } from './compare-verdict.ts';
import { protocolName, verdictName } from '@orrery/flow/hubble-names';
import { mergedCauses, seen, type MapCause } from './map-cause.ts';
import { sortInSteps } from './sort-in-steps.ts';
import type { Grouping, MapNode, VertexGroups } from './vertex-groups.ts';

export interface CompareQuestion {
  readonly before: ComparedRange;
  readonly after: ComparedRange;
  readonly query: Query;
  readonly grouping: Grouping;
  /** Of what changed, at most so many, the worst. */
  readonly limit: number;
}

export interface CompareAnswer {
  /** Worst first, without what is the same. */
  readonly edges: readonly ComparedEdge[];
  /** The ends of those edges. */
  readonly nodes: readonly MapNode[];
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Those that may be luck, of all changes. */
  readonly rare: number;
  readonly leftOut: number;
  /** Of each range, shown or not. */
  readonly flows: { readonly before: number; readonly after: number };
}

/** A pair of which something changed. */
export interface ComparedEdge {
  /** Keys of nodes. */
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
  readonly change: ChangeKind;
  readonly factor: number | null;
  readonly is_rare: boolean;
  readonly before: SideFigures | null;
  readonly after: SideFigures | null;
}

export interface SideFigures {
  readonly verdict: EdgeVerdict;
  /** Of what was heard of the range. */
  readonly attempts_per_minute: number;
  readonly refused_per_minute: number;
  readonly flows_per_minute: number;
  /** 95th percentile of answers to HTTP requests; null where too few tell. */
  readonly p95_ms: number | null;
  /** By name of the verdict; verdicts without flows are left out. */
  readonly flows: Readonly<Record<string, number>>;
  readonly attempts: Readonly<Record<string, number>>;
  readonly causes: readonly MapCause[];
  readonly allowed_by: readonly string[];
  readonly first_seen: string | null;
  readonly last_seen: string | null;
}

const PAIRS_PER_STEP = 32;

/** Compares two ranges, pair by pair, step by step. */
export function* compareGraphs(question: CompareQuestion): Generator<undefined, CompareAnswer, undefined> {
  const { before, after, query, grouping, limit } = question;
  const { groups, pairs, flows } = yield* comparePairs(before, after, query, grouping);
  const heard = { before: before.heardSeconds, after: after.heardSeconds };
  const counts = Object.fromEntries(CHANGES_WORST_FIRST.map((kind) => [kind, 0])) as Record<ChangeKind, number>;
  const changed: Changed[] = [];
  let rare = 0;
  let looked = 0;
  for (const pair of pairs) {
    looked += 1;
    if (looked % PAIRS_PER_STEP === 0) yield;
    const one = { pair, before: sideOf(pair.before), after: sideOf(pair.after) };
    const change = changeOf(one.before, one.after, heard);
    counts[change.kind] += 1;
    if (change.kind === 'same') continue;
    if (change.isRare) rare += 1;
    changed.push({ ...one, change, rank: rankOf(one, change, heard) });
  }
  const sorted = yield* sortInSteps(changed, (a, b) => compareRanks(a.rank, b.rank));
  const listed = sorted.slice(0, limit);
  const edges: ComparedEdge[] = [];
  for (const one of listed) {
    if (edges.length % PAIRS_PER_STEP === PAIRS_PER_STEP - 1) yield;
    edges.push(comparedEdge(one, groups, heard));
  }
  const keys = new Set(edges.flatMap(({ source, destination }) => [source, destination]));
  const nodes: MapNode[] = [];
  for (const node of groups.nodes()) {
    looked += 1;
    if (looked % PAIRS_PER_STEP === 0) yield;
    if (keys.has(node.key)) nodes.push(node);
  }
  return { edges, nodes, counts, rare, leftOut: sorted.length - listed.length, flows };
}

interface Changed {
  readonly pair: ComparedPair;
  readonly before: ComparedSide | undefined;
  readonly after: ComparedSide | undefined;
  readonly change: Change;
  readonly rank: readonly number[];
}

function sideOf(side: PairSide | undefined): ComparedSide | undefined {
  if (side === undefined) return undefined;
  const { figures, flows, members, latencies } = side;
  return { verdict: verdictOfAll(members, figures), figures, flows, latency: pairLatency(latencies) };
}

/** The kind, then what is sure before what may be luck, then how much of it there is: now, or of what is over, before. */
function rankOf(
  { before, after }: Pick<Changed, 'before' | 'after'>,
  { kind, isRare }: Change,
  heard: HeardSeconds,
): readonly number[] {
  const isOver = kind === 'healed' || after === undefined;
  const [side, seconds] = isOver ? [before, heard.before] : [after, heard.after];
  const count = side === undefined ? 0 : severityOf(side.verdict, side.figures) || side.flows;
  return [CHANGES_WORST_FIRST.indexOf(kind), isRare ? 1 : 0, -perMinute({ count, seconds })];
}

function compareRanks(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((part, place) => part !== right[place]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

function comparedEdge(
  { pair, before, after, change }: Changed,
  groups: VertexGroups,
  heard: HeardSeconds,
): ComparedEdge {
  return {
    source: groups.keyOf(pair.source),
    destination: groups.keyOf(pair.destination),
    port: pair.port,
    protocol: protocolName(pair.protocol),
    change: change.kind,
    factor: change.factor === undefined ? null : rounded(change.factor),
    is_rare: change.isRare,
    before: sideFigures(pair.before, before, heard.before),
    after: sideFigures(pair.after, after, heard.after),
  };
}

function sideFigures(pair: PairSide | undefined, side: ComparedSide | undefined, seconds: number): SideFigures | null {
  if (pair === undefined || side === undefined) return null;
  const { figures, flows } = pair;
  const rate = (count: number): number => rounded(perMinute({ count, seconds }));
  return {
    verdict: side.verdict,
    attempts_per_minute: rate(attemptsOf(figures)),
    refused_per_minute: rate(refusedOf(figures)),
    flows_per_minute: rate(flows),
    p95_ms: side.latency === undefined ? null : rounded(side.latency.p95Ms),
    flows: flowCounts(figures),
    attempts: Object.fromEntries(ATTEMPTS.map(([name, figure]) => [name, figures[figure] ?? 0])),
    causes: mergedCauses(pair.members.flatMap((member) => (isTroubled(member.figures) ? member.causes : []))),
    allowed_by: [...pair.allowedBy],
    ...seen(pair),
  };
}

/** Causes speak of what was dropped or audited, and of nothing else that is told of a range without either. */
function isTroubled(figures: ArrayLike<number>): boolean {
  return (figures[FIGURE.dropped] ?? 0) > 0 || (figures[FIGURE.audit] ?? 0) > 0;
}

const ATTEMPTS = [
  ['connections', FIGURE.connections],
  ['denied', FIGURE.deniedAttempts],
  ['audited', FIGURE.auditedAttempts],
  ['http_requests', FIGURE.httpRequests],
  ['http_denied', FIGURE.httpDenied],
  ['http_failed', FIGURE.httpFailed],
  ['dns_questions', FIGURE.dnsQuestions],
  ['dns_denied', FIGURE.dnsDenied],
  ['dns_failed', FIGURE.dnsFailed],
  ['dns_timeouts', FIGURE.dnsTimeouts],
] as const;

function flowCounts(figures: Float64Array): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let verdict = 0; verdict < VERDICT_COUNT; verdict += 1) {
    const count = figures[verdict] ?? 0;
    if (count > 0) counts[verdictName(verdict)] = count;
  }
  return counts;
}

/** Three digits are more than counting is sure of. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
