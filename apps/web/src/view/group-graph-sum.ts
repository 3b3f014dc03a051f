import type { Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { FIGURES, NO_FIGURES, type Edge, type FigureName, type Figures } from './edge.ts';
import { verdictOf, type EdgeVerdict } from './edge-verdict.ts';

/** What several edges are together. */
export interface EdgeSum {
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly figures: Figures;
  readonly causes: readonly Cause[];
  readonly verdict: EdgeVerdict;
}

/** Of at least one edge. A single one keeps its figures and causes as they are. */
export function sumEdges(edges: readonly Edge[]): EdgeSum {
  const [first] = edges;
  if (first !== undefined && edges.length === 1) {
    const { firstSeenMs, lastSeenMs, figures, causes } = first;
    return { firstSeenMs, lastSeenMs, figures, causes, verdict: verdictOf(first) };
  }
  const figures: Record<FigureName, number> = { ...NO_FIGURES };
  let firstSeenMs = Infinity;
  let lastSeenMs = -Infinity;
  for (const edge of edges) {
    firstSeenMs = Math.min(firstSeenMs, edge.firstSeenMs);
    lastSeenMs = Math.max(lastSeenMs, edge.lastSeenMs);
    for (const name of FIGURES) figures[name] += edge.figures[name];
  }
  // A cause outlives its window: it speaks for drops only where there are drops.
  const speaking = edges.flatMap((edge) => (edge.figures.dropped > 0 ? edge.causes : []));
  return {
    firstSeenMs,
    lastSeenMs,
    figures,
    causes: mergedCauses(edges),
    verdict: verdictOf({ figures, causes: speaking }),
  };
}

/** Same kind, reason, side and policies: one cause. */
function mergedCauses(edges: readonly Edge[]): readonly Cause[] {
  const merged = new Map<string, Cause>();
  for (const { causes } of edges) {
    for (const cause of causes) {
      const key = JSON.stringify([cause.kind, cause.dropReason, cause.direction, ...cause.policies]);
      const known = merged.get(key);
      merged.set(key, known === undefined ? cause : added(known, cause));
    }
  }
  return [...merged.values()];
}

function added(a: Cause, b: Cause): Cause {
  return {
    ...a,
    flows: a.flows + b.flows,
    attempts: a.attempts + b.attempts,
    firstSeenMs: Math.min(a.firstSeenMs, b.firstSeenMs),
    lastSeenMs: Math.max(a.lastSeenMs, b.lastSeenMs),
  };
}
