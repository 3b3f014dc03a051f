import type { NodeName, PolicyRef } from '../decode/endpoint.ts';
import type { PolicyChange } from './policy-change.ts';

/** Pairs of node and policy that are remembered; past that everything is learnt anew, and changes meanwhile are not told. */
const MAX_KNOWN = 20_000;
/** Between two looks; later ones are left out. */
const MAX_WAITING = 1_000;
/** What is named for the first time soon after the first flow was there before. */
const GETTING_ACQUAINTED_MS = 120_000;
/** Endpoints of a node get a new revision one after the other; an older one so long afterwards is of an agent that began anew. */
const SETTLED_MS = 120_000;

interface Known {
  revision: number;
  /** Clock of the node at the first flow that named this revision. */
  sinceMs: number;
}

/**
 * Which revision of a policy flows named last, node by node, because each agent counts revisions for itself:
 *
 *     n1   41 ── 41 ──┬── 42     changed at the first 42
 *     n2   17 ── 17 ──┴── 18     changed at the first 18
 *
 * A flow whose policies its node has just named costs one comparison each.
 */
export class PolicyChanges {
  readonly #nodes = new Map<string, Map<string, Known>>();
  readonly #policies = new Set<string>();
  #known = 0;
  #waiting: PolicyChange[] = [];
  readonly #maxKnown: number;

  constructor(maxKnown = MAX_KNOWN) {
    this.#maxKnown = maxKnown;
  }

  note(policies: readonly PolicyRef[], node: NodeName, timeMs: number, listeningSinceMs: number): void {
    for (const policy of policies) {
      if (policy.namedBy === node) continue;
      policy.namedBy = node;
      this.#look(policy, node, timeMs, timeMs - listeningSinceMs < GETTING_ACQUAINTED_MS);
    }
  }

  /** What changed since the last call. */
  take(): readonly PolicyChange[] {
    if (this.#waiting.length === 0) return this.#waiting;
    const changes = this.#waiting;
    this.#waiting = [];
    return changes;
  }

  #look(policy: PolicyRef, node: NodeName, timeMs: number, isEarly: boolean): void {
    const { key, revision } = policy;
    const onNode = this.#onNode(node.name);
    const known = onNode.get(key);
    if (known === undefined) {
      const isNew = !this.#policies.has(key);
      this.#policies.add(key);
      onNode.set(key, { revision, sinceMs: timeMs });
      this.#known += 1;
      if (isNew && !isEarly) this.#tell(policy, node, timeMs, 0);
    } else if (revision > known.revision) {
      this.#tell(policy, node, timeMs, known.revision);
      onNode.set(key, { revision, sinceMs: timeMs });
    } else if (revision < known.revision && timeMs > known.sinceMs + SETTLED_MS) {
      onNode.set(key, { revision, sinceMs: timeMs });
    }
  }

  #onNode(name: string): Map<string, Known> {
    if (this.#known >= this.#maxKnown) {
      this.#nodes.clear();
      this.#policies.clear();
      this.#known = 0;
    }
    let onNode = this.#nodes.get(name);
    if (onNode === undefined) this.#nodes.set(name, (onNode = new Map()));
    return onNode;
  }

  #tell({ name, kind, revision }: PolicyRef, node: NodeName, atMs: number, before: number): void {
    if (this.#waiting.length >= MAX_WAITING) return;
    this.#waiting.push({ atMs, node: node.name, policy: name, kind, revision, before });
  }
}
