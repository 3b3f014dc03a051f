import { Cause_Kind, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { causesWorstFirst } from '../../view/cause-text.ts';
import type { FlowFact, PolicyFact, Side } from './flow-fact.ts';
import { policyName, type NamedPolicy } from './statement.ts';

/** One way in which traffic of an edge was refused, audited or dropped, with what is kept of it. */
export interface Denial {
  readonly kind: Cause_Kind;
  /** 0 for audit and rules of layer 7, and where the flows do not say it. */
  readonly reason: number;
  /** Which side decided, by the direction that the flows say. */
  readonly side: Side | undefined;
  /** Totals since first seen. */
  readonly flows: number;
  readonly attempts: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Those that refused it. */
  readonly policies: readonly NamedPolicy[];
  /** Newest first. Often a part of `flows`, and none when nothing is kept. */
  readonly facts: readonly FlowFact[];
  /** What was dropped were answers of the destination; the side is that of the packet then. */
  readonly answers: Answers;
}

/** `all` and `some` are said by the flows; `probably` is concluded from ports. */
export type Answers = 'none' | 'all' | 'some' | 'probably';

/** Causes of an edge, worst first; those that differ in named policies only are one. */
export function denialsOf(causes: readonly Cause[], facts: readonly FlowFact[]): readonly Denial[] {
  const merged = new Map<string, Cause[]>();
  for (const cause of causesWorstFirst(causes)) {
    const key = `${cause.kind} ${cause.dropReason} ${cause.direction}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, [cause]);
    else known.push(cause);
  }
  return [...merged.values()].map((same) => denialOf(same, facts));
}

function denialOf(causes: readonly Cause[], facts: readonly FlowFact[]): Denial {
  const { kind, dropReason, direction } = causes[0];
  const side = SIDES[direction];
  const own = facts.filter((fact) => kindOf(fact) === kind && fact.reason === dropReason && fact.side === side);
  return {
    kind,
    reason: dropReason,
    side,
    flows: sum(causes, ({ flows }) => flows),
    attempts: sum(causes, ({ attempts }) => attempts),
    firstSeenMs: Math.min(...causes.map(({ firstSeenMs }) => firstSeenMs)),
    lastSeenMs: Math.max(...causes.map(({ lastSeenMs }) => lastSeenMs)),
    policies: namedPolicies(
      own.flatMap(({ policies }) => policies),
      causes.flatMap(({ policies }) => policies),
    ),
    facts: own,
    answers: answersAmong(own),
  };
}

/** As `Cause.direction` counts. */
const SIDES: readonly (Side | undefined)[] = [undefined, 'destination', 'source'];
const POLICY_REASONS: ReadonlySet<number> = new Set([133, 181, 189]);

/** Undefined for what was let through. */
function kindOf({ verdict, event, reason }: FlowFact): Cause_Kind | undefined {
  if (verdict === 'AUDIT') return Cause_Kind.AUDITED;
  if (verdict !== 'DROPPED') return undefined;
  if (event === 'l7') return Cause_Kind.L7_DENIED;
  return event === 'policy-verdict' || POLICY_REASONS.has(reason) ? Cause_Kind.DENIED : Cause_Kind.NOT_POLICY;
}

/** One each, with every revision that was seen; names without a flow to tell more stay names. */
export function namedPolicies(facts: readonly PolicyFact[], names: readonly string[] = []): readonly NamedPolicy[] {
  const named = new Map<string, NamedPolicy>();
  for (const { kind, namespace, name, revision } of facts) {
    const key = policyName({ namespace, name });
    const revisions = new Set(named.get(key)?.revisions);
    if (revision !== '') revisions.add(revision);
    named.set(key, { kind, namespace, name, revisions: [...revisions].sort(byNumber) });
  }
  for (const key of names) {
    const slash = key.indexOf('/');
    const parts = { namespace: key.slice(0, Math.max(0, slash)), name: key.slice(slash + 1) };
    if (!named.has(key)) named.set(key, { kind: '', ...parts, revisions: [] });
  }
  return [...named.values()];
}

/** Revisions are larger than a number can say. */
function byNumber(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function answersAmong(facts: readonly FlowFact[]): Answers {
  const isAnswer = facts.filter(({ answer }) => answer !== 'no');
  if (isAnswer.length === 0) return 'none';
  if (isAnswer.length < facts.length) return 'some';
  return isAnswer.some(({ answer }) => answer === 'said') ? 'all' : 'probably';
}

function sum(causes: readonly Cause[], of: (cause: Cause) => number): number {
  return causes.reduce((all, cause) => all + of(cause), 0);
}
