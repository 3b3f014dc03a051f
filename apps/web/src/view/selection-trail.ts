import { edgeKey } from './edge.ts';
import type { End, GroupedEdge, GroupedGraph, Grouping } from './grouped-graph.ts';

/** Keys of the edge and of the end that are selected; '' for none. */
export interface Selection {
  readonly edge: string;
  readonly end: string;
}

/**
 * Finds again what is selected when it is called something else, because a workload or a name was learnt later:
 *
 *     kind/17 -> redis:6379   ── the workload of 17 is told ──►   cart -> redis:6379
 *
 * The pairs of identities that an edge is made of keep their keys, and so do those that an end is made of. What is
 * gone, with all that it was made of, stays selected: it comes back under its name.
 */
export class SelectionTrail {
  #grouping: Grouping | undefined;
  #edge = { key: '', parts: NO_PARTS };
  #end = { key: '', parts: NO_PARTS };

  /** What to select instead; undefined where the selection is right as it is. */
  follow({ edge, end }: Selection, grouped: GroupedGraph): Selection | undefined {
    if (this.#grouping !== grouped.grouping) this.#forget(grouped.grouping);
    this.#edge = noted(edge, grouped.edges, this.#edge, edgeParts);
    this.#end = noted(end, grouped.ends, this.#end, endParts);
    if (edge !== '' && !grouped.edges.has(edge)) {
      const now =
        mostOf(grouped.edges.values(), this.#edge.parts, edgeParts) ?? namedLike(edge, grouped.edges.values());
      return now === undefined ? undefined : { edge: now.key, end: '' };
    }
    if (end !== '' && !grouped.ends.has(end)) {
      const now = mostOf(grouped.ends.values(), this.#end.parts, endParts);
      return now === undefined ? undefined : { edge: '', end: now.key };
    }
    return undefined;
  }

  #forget(grouping: Grouping): void {
    this.#grouping = grouping;
    this.#edge = { key: '', parts: NO_PARTS };
    this.#end = { key: '', parts: NO_PARTS };
  }
}

const NO_PARTS: ReadonlySet<string> = new Set();

const edgeParts = ({ members }: GroupedEdge): string[] => members.map(({ key }) => key);
const endParts = ({ vertices }: End): string[] => vertices.map(({ key }) => key);

interface Noted {
  readonly key: string;
  readonly parts: ReadonlySet<string>;
}

/** What it is made of now; while it is not there, what it was made of last. A key may be that of a part itself. */
function noted<T>(key: string, all: ReadonlyMap<string, T>, before: Noted, partsOf: (one: T) => string[]): Noted {
  if (key === '') return { key, parts: NO_PARTS };
  const one = all.get(key);
  if (one !== undefined) return { key, parts: new Set(partsOf(one)) };
  return before.key === key ? before : { key, parts: new Set([key]) };
}

/** The one that has most of the parts; undefined when none has any. */
function mostOf<T>(all: Iterable<T>, parts: ReadonlySet<string>, partsOf: (one: T) => string[]): T | undefined {
  let best: T | undefined;
  let most = 0;
  for (const one of all) {
    const shared = partsOf(one).filter((part) => parts.has(part)).length;
    if (shared <= most) continue;
    best = one;
    most = shared;
  }
  return best;
}

/** For a link that was pasted: the edge of which one end was called as its identity. */
function namedLike(key: string, edges: Iterable<GroupedEdge>): GroupedEdge | undefined {
  for (const edge of edges) {
    const { source, destination, port, protocol } = edge;
    for (const { key: from } of source.vertices)
      if (edgeKey(from, destination.key, port, protocol) === key) return edge;
    for (const { key: to } of destination.vertices) if (edgeKey(source.key, to, port, protocol) === key) return edge;
  }
  return undefined;
}
