import type { SecondRange } from '../aggregate/graph-view.ts';

/** Which nodes are known, and whether each is heard, at one moment. */
export type NodesHeard = ReadonlyMap<string, boolean>;

/** What was heard of nodes in a range. */
export interface NodeSeconds {
  /** Of all nodes that were known, and of those that were not heard. */
  readonly seconds: number;
  readonly missingSeconds: number;
  /** Nodes that were not heard at the worst moment. */
  readonly mostMissing: number;
  readonly nodes: ReadonlyMap<string, { readonly seconds: number; readonly missingSeconds: number }>;
}

/** Buckets are closed within this; what is older is forgotten. */
const KEPT_SECONDS = 120;
/** Two looks a second: so long without one, and this process stood still, and heard nobody. */
const STOOD_STILL_SECONDS = 3;

/**
 * Which nodes were heard in each of the last seconds, at its worst moment. Nothing is known of seconds before the first
 * look: a server that starts hears of them from what relays still have.
 */
export class NodeWatch {
  readonly #seconds = new Map<number, NodesHeard>();
  #newest: number | undefined;

  /** `silentSince`: a second since which some node of these was not heard, though that is known only now. */
  note(second: number, nodes: NodesHeard, silentSince?: number): void {
    const newest = this.#newest ?? second - 1;
    if (second < newest) return;
    const missed = second - newest > STOOD_STILL_SECONDS ? silent(nodes) : this.#shared(newest, nodes);
    for (let between = Math.max(newest + 1, second - KEPT_SECONDS); between < second; between += 1) {
      this.#seconds.set(between, missed);
    }
    const before = this.#seconds.get(second);
    this.#seconds.set(second, before === undefined ? this.#shared(newest, nodes) : worse(before, nodes));
    if (silentSince !== undefined) {
      for (let earlier = Math.max(silentSince, second - KEPT_SECONDS); earlier < second; earlier += 1) {
        const told = this.#seconds.get(earlier);
        if (told !== undefined) this.#seconds.set(earlier, worse(told, nodes));
      }
    }
    this.#newest = second;
    for (const old of this.#seconds.keys()) {
      if (old >= second - KEPT_SECONDS) break;
      this.#seconds.delete(old);
    }
  }

  in({ from, to }: SecondRange): NodeSeconds {
    const nodes = new Map<string, { seconds: number; missingSeconds: number }>();
    let [seconds, missingSeconds, mostMissing] = [0, 0, 0];
    for (let second = from; second < to; second += 1) {
      let missing = 0;
      for (const [name, isHeard] of this.#seconds.get(second) ?? []) {
        let node = nodes.get(name);
        if (node === undefined) nodes.set(name, (node = { seconds: 0, missingSeconds: 0 }));
        node.seconds += 1;
        seconds += 1;
        if (isHeard) continue;
        node.missingSeconds += 1;
        missing += 1;
      }
      missingSeconds += missing;
      mostMissing = Math.max(mostMissing, missing);
    }
    return { seconds, missingSeconds, mostMissing, nodes };
  }

  /** What says the same as the second before is held once. */
  #shared(newest: number, nodes: NodesHeard): NodesHeard {
    const before = this.#seconds.get(newest);
    return before !== undefined && isSame(before, nodes) ? before : nodes;
  }
}

function isSame(a: NodesHeard, b: NodesHeard): boolean {
  if (a.size !== b.size) return false;
  for (const [name, isHeard] of b) if (a.get(name) !== isHeard) return false;
  return true;
}

function worse(a: NodesHeard, b: NodesHeard): NodesHeard {
  if (a === b || isSame(a, b)) return a;
  const both = new Map(a);
  for (const [name, isHeard] of b) both.set(name, isHeard && (a.get(name) ?? true));
  return both;
}

function silent(nodes: NodesHeard): NodesHeard {
  return new Map([...nodes.keys()].map((name) => [name, false]));
}
