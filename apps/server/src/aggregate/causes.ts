import type { PolicyRef } from '../decode/endpoint.ts';
import type { Cause, CauseKind, EdgeIndex } from './graph-view.ts';

/** At most this many per edge; later ones are added to the last. */
const MAX_CAUSES = 16;
const MAX_POLICIES = 16;

const NONE: readonly never[] = [];
const DIRECTIONS = ['unknown', 'ingress', 'egress'] as const;

interface MutableCause extends Cause {
  flows: number;
  attempts: number;
  lastSeenMs: number;
  readonly policies: string[];
}

/**
 * Why flows of an edge were denied or audited, and which policies allowed the others. A denied packet makes a
 * verdict that names policies and a drop that does not: they are one cause.
 */
export class Causes {
  readonly #causes = new Map<EdgeIndex, MutableCause[]>();
  readonly #allowedBy = new Map<EdgeIndex, string[]>();
  /** By edge x 2 + side: the policy that allowed it last is nearly always the one that does it again. */
  readonly #lastAllowedBy: (PolicyRef | undefined)[] = [];

  of(edge: EdgeIndex): readonly Cause[] {
    return this.#causes.get(edge) ?? NONE;
  }

  allowedBy(edge: EdgeIndex): readonly string[] {
    return this.#allowedBy.get(edge) ?? NONE;
  }

  forget(edge: EdgeIndex): void {
    this.#causes.delete(edge);
    this.#allowedBy.delete(edge);
    this.#lastAllowedBy[edge * 2] = this.#lastAllowedBy[edge * 2 + 1] = undefined;
  }

  add(
    edge: EdgeIndex,
    kind: CauseKind,
    dropReason: number,
    direction: number,
    policies: readonly PolicyRef[],
    attempts: number,
    timeMs: number,
  ): void {
    const cause = this.#findOrAdd(edge, kind, dropReason, DIRECTIONS[direction] ?? 'unknown', timeMs);
    cause.flows++;
    cause.attempts += attempts;
    cause.lastSeenMs = Math.max(cause.lastSeenMs, timeMs);
    addNames(cause.policies, policies);
  }

  #findOrAdd(
    edge: EdgeIndex,
    kind: CauseKind,
    dropReason: number,
    direction: Cause['direction'],
    timeMs: number,
  ): MutableCause {
    let causes = this.#causes.get(edge);
    if (causes === undefined) this.#causes.set(edge, (causes = []));
    let cause = causes.find((it) => it.kind === kind && it.dropReason === dropReason && it.direction === direction);
    if (cause === undefined && causes.length === MAX_CAUSES) cause = causes[MAX_CAUSES - 1];
    if (cause === undefined) {
      cause = {
        kind,
        dropReason,
        direction,
        policies: [],
        flows: 0,
        attempts: 0,
        firstSeenMs: timeMs,
        lastSeenMs: timeMs,
      };
      causes.push(cause);
    }
    return cause;
  }

  /** A denied attempt of one edge turned out to be one of another: it goes there, and so does what is known of it. */
  moveDenied(from: EdgeIndex, to: EdgeIndex, dropReason: number): void {
    const cause = this.#denied(from, dropReason);
    if (cause === undefined) return;
    cause.attempts--;
    const moved = this.#findOrAdd(to, cause.kind, dropReason, cause.direction, cause.firstSeenMs);
    moved.attempts++;
    for (const name of cause.policies) addName(moved.policies, name);
  }

  /** The policies that refused an attempt of this edge. */
  nameDenied(edge: EdgeIndex, dropReason: number, policies: readonly PolicyRef[]): void {
    const cause = this.#denied(edge, dropReason);
    if (cause !== undefined) addNames(cause.policies, policies);
  }

  #denied(edge: EdgeIndex, dropReason: number): MutableCause | undefined {
    return this.#causes
      .get(edge)
      ?.find((it) => it.kind === 'denied' && it.dropReason === dropReason && it.attempts > 0);
  }

  /** True when a policy was not known to allow this edge before. */
  allow(edge: EdgeIndex, direction: number, policies: readonly PolicyRef[]): boolean {
    if (policies.length === 1) {
      const side = edge * 2 + (direction & 1);
      if (this.#lastAllowedBy[side] === policies[0]) return false;
      this.#lastAllowedBy[side] = policies[0];
    }
    let names = this.#allowedBy.get(edge);
    if (names === undefined) this.#allowedBy.set(edge, (names = []));
    return addNames(names, policies);
  }
}

function addNames(names: string[], policies: readonly PolicyRef[]): boolean {
  let added = false;
  for (const { name } of policies) if (addName(names, name)) added = true;
  return added;
}

function addName(names: string[], name: string): boolean {
  if (names.length >= MAX_POLICIES || names.includes(name)) return false;
  names.push(name);
  return true;
}
