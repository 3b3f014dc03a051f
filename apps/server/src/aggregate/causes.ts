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

  of(edge: EdgeIndex): readonly Cause[] {
    return this.#causes.get(edge) ?? NONE;
  }

  allowedBy(edge: EdgeIndex): readonly string[] {
    return this.#allowedBy.get(edge) ?? NONE;
  }

  forget(edge: EdgeIndex): void {
    this.#causes.delete(edge);
    this.#allowedBy.delete(edge);
  }

  add(
    edge: EdgeIndex, kind: CauseKind, dropReason: number, direction: number,
    policies: readonly PolicyRef[], attempts: number, timeMs: number,
  ): void {
    let causes = this.#causes.get(edge);
    if (causes === undefined) this.#causes.set(edge, (causes = []));
    const side = DIRECTIONS[direction] ?? 'unknown';
    let cause = causes.find((it) => it.kind === kind && it.dropReason === dropReason && it.direction === side);
    if (cause === undefined && causes.length === MAX_CAUSES) cause = causes[MAX_CAUSES - 1];
    if (cause === undefined) {
      cause = { kind, dropReason, direction: side, policies: [], flows: 0, attempts: 0, firstSeenMs: timeMs, lastSeenMs: timeMs };
      causes.push(cause);
    }
    cause.flows++;
    cause.attempts += attempts;
    cause.lastSeenMs = Math.max(cause.lastSeenMs, timeMs);
    addNames(cause.policies, policies);
  }

  /** True when a policy was not known to allow this edge before. */
  allow(edge: EdgeIndex, policies: readonly PolicyRef[]): boolean {
    let names = this.#allowedBy.get(edge);
    if (names === undefined) this.#allowedBy.set(edge, (names = []));
    return addNames(names, policies);
  }
}

function addNames(names: string[], policies: readonly PolicyRef[]): boolean {
  let added = false;
  for (const { name } of policies) {
    if (names.includes(name) || names.length >= MAX_POLICIES) continue;
    names.push(name);
    added = true;
  }
  return added;
}
