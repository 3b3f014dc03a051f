import { Cause_Kind, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime } from '../base/numbers.ts';
import { dropReasonWords } from './cause-text.ts';
import { deniedAttempts } from './edge.ts';
import { attemptsOf, isOnlyTraced } from './edge-attempts.ts';
import { NO_LAYER_7, type Layer7 } from './edge-routes.ts';
import { failureOf, severity } from './edge-verdict.ts';
import { fullName } from './end-name.ts';
import { memberVerdict } from './group-graph-sum.ts';
import type { GroupedEdge, GroupedGraph } from './grouped-graph.ts';
import { perMinute, rateNumber, type Span } from './trouble-rate.ts';
import { dnsFailure, httpFailure, mixedReason, policyReason, type Reason } from './trouble-reason.ts';

/** What can be wrong with an edge, the worst first. */
export const TROUBLES_WORST_FIRST = [
  'denied',
  'mixed',
  'dns-failing',
  'dns-timeout',
  'dropped',
  'audited',
  'http-5xx',
  'new',
] as const;
export type TroubleKind = (typeof TROUBLES_WORST_FIRST)[number];

/** The worst that is wrong with one edge. */
export interface Trouble {
  /** Key of the edge. */
  readonly key: string;
  readonly edge: GroupedEdge;
  readonly kind: TroubleKind;
  /** Attempts; of `dropped` flows, for packets that are not policy's are not told as attempts. */
  readonly perMinute: number;
  /** What comes first: "312 /min denied", "18 of 940 /min", "new". */
  readonly strong: string;
  /** Beside it on the map: "policy default deny", "NXDOMAIN", "audit", "02:58". */
  readonly weak: string;
  /** A line of the list: "Policy default deny", "Audit: would be denied". */
  readonly reason: string;
  readonly policies: readonly string[];
  /** Undefined where nobody tells: an edge that fails may have worked before. */
  readonly sinceMs: number | undefined;
}

export interface TroubleOptions {
  /** Of the server. Undefined while it is not known: no edge is new then. */
  readonly listeningSinceMs: number | undefined;
  readonly layer7?: Layer7;
  /** Writes the time at which a new edge was first seen. */
  readonly clock?: (ms: number) => string;
}

/** What the server sees in its first two minutes is not new, but new to it. */
const GETTING_ACQUAINTED_MS = 120_000;

/** What is wrong now, worst first. Inside of a kind powers of two count, then names: figures that waver move nothing. */
export function troublesOf(grouped: GroupedGraph, options: TroubleOptions): Trouble[] {
  const ranked: { readonly trouble: Trouble; readonly kind: number; readonly size: number; readonly name: string }[] =
    [];
  for (const edge of grouped.edges.values()) {
    const trouble = troubleOf(edge, grouped, options);
    if (trouble === undefined) continue;
    const size = powerOfTwo(severity(edge.verdict, edge.figures));
    ranked.push({ trouble, kind: TROUBLES_WORST_FIRST.indexOf(trouble.kind), size, name: nameOf(edge) });
  }
  ranked.sort((a, b) => a.kind - b.kind || b.size - a.size || compareText(a.name, b.name));
  return ranked.map(({ trouble }) => trouble);
}

/** Undefined for an edge with which nothing is wrong. */
export function troubleOf(
  edge: GroupedEdge,
  graph: Pick<GroupedGraph, 'timeMs' | 'windowSeconds' | 'heard'>,
  options: TroubleOptions,
): Trouble | undefined {
  const { timeMs, windowSeconds, heard } = graph;
  const span: Span = { timeMs, windowSeconds, heard, listeningSinceMs: options.listeningSinceMs };
  switch (edge.verdict) {
    case 'denied':
      return denied(edge, span);
    case 'mixed':
      return mixed(edge, span, options.layer7 ?? NO_LAYER_7);
    case 'audited':
      return audited(edge, span);
    case 'failing':
      return failing(edge, span, options.layer7 ?? NO_LAYER_7);
    case 'forwarded':
      return isNew(edge, span) && !isOnlyTraced(edge.figures)
        ? newEdge(edge, span, options.clock ?? hoursAndMinutes)
        : undefined;
  }
}

/** First seen in the window, by a server that had listened for a while. */
export function isNew(
  { firstSeenMs }: Pick<GroupedEdge, 'firstSeenMs'>,
  { timeMs, windowSeconds, listeningSinceMs }: Span,
): boolean {
  if (listeningSinceMs === undefined || firstSeenMs < listeningSinceMs + GETTING_ACQUAINTED_MS) return false;
  return firstSeenMs > timeMs - windowSeconds * 1000;
}

function denied(edge: GroupedEdge, span: Span): Trouble {
  const { figures } = edge;
  const cause = mainCause(edge, [Cause_Kind.DENIED], span) ?? mainCause(edge, [Cause_Kind.L7_DENIED], span);
  const attempts = deniedAttempts(figures);
  const sinceMs = firstSeen(edge, REFUSING, span);
  const rate = perMinute(attempts, span, sinceMs ?? edge.firstSeenMs);
  // Packets that are sent again belong to an attempt that was counted when it was made.
  const flows = rateNumber(perMinute(figures.dropped, span, sinceMs ?? edge.firstSeenMs));
  const strong = attempts > 0 ? `${rateNumber(rate)} /min denied` : `${flows} flows/min denied`;
  const reason = policyReason(cause);
  return {
    key: edge.key,
    edge,
    kind: 'denied',
    perMinute: rate,
    strong,
    weak: lowerFirst(reason),
    reason,
    policies: cause?.policies ?? [],
    sinceMs,
  };
}

function mixed(edge: GroupedEdge, span: Span, layer7: Layer7): Trouble {
  const { figures } = edge;
  const refusal = partlyDenied(edge, span);
  const cause = refusal ?? mainCause(edge, [Cause_Kind.L7_DENIED], span);
  const sinceMs = firstSeen(edge, REFUSING, span);
  const refused = deniedAttempts(figures);
  const { rate, tried } = mixedRates(edge, span, sinceMs);
  const strong =
    refused > 0
      ? `${rateNumber(rate)} of ${rateNumber(tried)} /min`
      : `${rateNumber(perMinute(figures.dropped, span, sinceMs ?? edge.firstSeenMs))} flows/min denied`;
  return {
    key: edge.key,
    edge,
    kind: 'mixed',
    perMinute: rate,
    strong,
    ...(refusal === undefined ? mixedReason(edge, layer7) : refusedReason(refusal)),
    policies: cause?.policies ?? [],
    sinceMs,
  };
}

/** What is refused may have begun later than the edge, and is then a rate of less time. */
export function mixedRates(
  edge: GroupedEdge,
  span: Span,
  sinceMs: number | undefined,
): { readonly rate: number; readonly tried: number } {
  const rate = perMinute(deniedAttempts(edge.figures), span, sinceMs ?? edge.firstSeenMs);
  return { rate, tried: Math.max(rate, perMinute(attemptsOf(edge.figures), span, edge.firstSeenMs)) };
}

/** Why some members of a group are denied; undefined where requests are refused in connections that pass. */
function partlyDenied(edge: GroupedEdge, span: Span): Cause | undefined {
  const areDenied = edge.members.some((member) => memberVerdict(member, span.windowSeconds) === 'denied');
  return areDenied ? mainCause(edge, [Cause_Kind.DENIED], span) : undefined;
}

function refusedReason(cause: Cause): Reason {
  const reason = policyReason(cause);
  return { weak: lowerFirst(reason), reason };
}

function audited(edge: GroupedEdge, span: Span): Trouble {
  const { figures } = edge;
  const cause = mainCause(edge, [Cause_Kind.AUDITED], span);
  const sinceMs = firstSeen(edge, [Cause_Kind.AUDITED], span);
  const rate = perMinute(figures.auditedAttempts, span, sinceMs ?? edge.firstSeenMs);
  const flows = rateNumber(perMinute(figures.audit, span, sinceMs ?? edge.firstSeenMs));
  return {
    key: edge.key,
    edge,
    kind: 'audited',
    perMinute: rate,
    strong: figures.auditedAttempts > 0 ? `${rateNumber(rate)} /min` : `${flows} flows/min`,
    weak: 'audit',
    reason: 'Audit: would be denied',
    policies: cause?.policies ?? [],
    sinceMs,
  };
}

function failing(edge: GroupedEdge, span: Span, layer7: Layer7): Trouble {
  const { key, figures } = edge;
  const kind = failureOf(figures, edge.causes) ?? 'dropped';
  const counted = (events: number, { weak, reason }: Reason): Trouble => {
    const rate = perMinute(events, span, edge.firstSeenMs);
    return { key, edge, kind, perMinute: rate, strong: `${rateNumber(rate)} /min`, weak, reason, ...NO_POLICY };
  };
  switch (kind) {
    case 'dns-failing':
      return counted(figures.dnsFailed, dnsFailure(edge, layer7));
    case 'dns-timeout':
      return counted(figures.dnsTimeouts, { weak: 'DNS timeout', reason: 'DNS questions unanswered' });
    case 'http-5xx':
      return counted(figures.httpFailed, httpFailure(edge, layer7));
    case 'dropped':
      return dropped(edge, span);
  }
}

function dropped(edge: GroupedEdge, span: Span): Trouble {
  const { key, figures } = edge;
  const cause = mainCause(edge, [Cause_Kind.NOT_POLICY], span);
  const sinceMs = firstSeen(edge, [Cause_Kind.NOT_POLICY], span);
  const rate = perMinute(figures.dropped + figures.error, span, sinceMs ?? edge.firstSeenMs);
  const words = cause === undefined ? 'Flow errors' : dropReasonWords(cause.dropReason);
  return {
    key,
    edge,
    kind: 'dropped',
    perMinute: rate,
    strong: `${rateNumber(rate)} flows/min`,
    weak: lowerFirst(words),
    reason: figures.dropped > 0 ? `Dropped, not by policy: ${lowerFirst(words)}` : words,
    policies: [],
    sinceMs,
  };
}

const NO_POLICY = { policies: [], sinceMs: undefined } as const;

function newEdge(edge: GroupedEdge, span: Span, clock: (ms: number) => string): Trouble {
  return {
    key: edge.key,
    edge,
    kind: 'new',
    perMinute: perMinute(attemptsOf(edge.figures), span, edge.firstSeenMs),
    strong: 'new',
    weak: clock(edge.firstSeenMs),
    reason: 'New edge',
    policies: [],
    sinceMs: edge.firstSeenMs,
  };
}

const REFUSING = [Cause_Kind.DENIED, Cause_Kind.L7_DENIED] as const;

/** Of those that spoke in the window, the cause with the most attempts, then the one that spoke last. */
function mainCause(edge: GroupedEdge, kinds: readonly Cause_Kind[], span: Span): Cause | undefined {
  let main: Cause | undefined;
  for (const cause of speaking(edge, kinds, span)) {
    if (
      main === undefined ||
      cause.attempts > main.attempts ||
      (cause.attempts === main.attempts && cause.lastSeenMs > main.lastSeenMs)
    ) {
      main = cause;
    }
  }
  return main;
}

/** What was counted together began with the first of its causes. */
function firstSeen(edge: GroupedEdge, kinds: readonly Cause_Kind[], span: Span): number | undefined {
  const began = speaking(edge, kinds, span).flatMap(({ firstSeenMs }) => (firstSeenMs === 0 ? [] : [firstSeenMs]));
  return began.length === 0 ? undefined : Math.max(Math.min(...began), edge.firstSeenMs);
}

/** A cause outlives its window: one that is silent now says nothing of the figures, unless all of them are. */
function speaking({ causes }: GroupedEdge, kinds: readonly Cause_Kind[], { timeMs, windowSeconds }: Span): Cause[] {
  const some = causes.filter(({ kind }) => kinds.includes(kind));
  const now = some.filter(({ lastSeenMs }) => lastSeenMs >= timeMs - windowSeconds * 1000);
  return now.length === 0 ? some : now;
}

const hoursAndMinutes = (ms: number): string => clockTime(ms).slice(0, 5);

/** `CT: map insertion failed` keeps its capitals. */
const lowerFirst = (text: string): string =>
  /^[A-Z][A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

const powerOfTwo = (value: number): number => (value < 1 ? 0 : 1 + Math.floor(Math.log2(value)));

function nameOf({ source, destination, port }: GroupedEdge): string {
  return `${fullName(source.name)} ${fullName(destination.name)} ${String(port).padStart(5, '0')}`;
}

/** By code unit: the order is the same in every browser. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
