import type { Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import type { End, GroupedEdge } from '../view/grouped-graph.ts';

/** One identity of a workload: from when to when it was seen, and in which labels it differs from the one before. */
export interface IdentitySpan {
  readonly vertex: Vertex;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * The identities of an end, oldest first. Another set of labels is another identity:
 *
 *     24009   09:00 to 09:20
 *     24117   09:20 to now      + version=2   - version=1
 */
export function identityHistory(end: End, edges: Iterable<GroupedEdge>): readonly IdentitySpan[] {
  const seen = new Map<number, { firstMs: number; lastMs: number }>();
  for (const { members } of edges) {
    for (const { source, destination, firstSeenMs, lastSeenMs } of members) {
      for (const index of [source, destination]) {
        const known = seen.get(index) ?? { firstMs: Infinity, lastMs: -Infinity };
        seen.set(index, {
          firstMs: Math.min(known.firstMs, firstSeenMs),
          lastMs: Math.max(known.lastMs, lastSeenMs),
        });
      }
    }
  }
  const spans = end.vertices
    .flatMap((vertex) => {
      const span = seen.get(vertex.index);
      return span === undefined || vertex.identity === 0 ? [] : [{ vertex, ...span }];
    })
    .sort((a, b) => a.firstMs - b.firstMs || a.vertex.identity - b.vertex.identity);
  return spans.map(({ vertex, firstMs, lastMs }, i): IdentitySpan => {
    const before = spans[i - 1]?.vertex.labels;
    return {
      vertex,
      firstSeenMs: firstMs,
      lastSeenMs: lastMs,
      added: before === undefined ? [] : without(vertex.labels, before),
      removed: before === undefined ? [] : without(before, vertex.labels),
    };
  });
}

function without(labels: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return labels.filter((label) => !known.has(label)).map((label) => label.replace(/^k8s:/, ''));
}
