import type { Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { attemptsOf } from './edge-attempts.ts';
import { deniedAttempts, FIGURES, NO_FIGURES, type Edge, type FigureName, type Figures } from './edge.ts';
import { verdictOf, type EdgeVerdict } from './edge-verdict.ts';

/** What several edges are together. */
export interface EdgeSum {
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly figures: Figures;
  readonly causes: readonly Cause[];
  readonly verdict: EdgeVerdict;
}

/**
 * Of at least one edge. A single one keeps its figures and causes as they are. Where some are denied and others pass,
 * all together are mixed.
 */
export function sumEdges(edges: readonly Edge[], windowSeconds: number): EdgeSum {
  const [first] = edges;
  if (first !== undefined && edges.length === 1) {
    const { firstSeenMs, lastSeenMs, figures, causes } = first;
    return {
      firstSeenMs,
      lastSeenMs,
      figures,
      causes,
      verdict: memberVerdict(first, windowSeconds),
    };
  }
  const figures: Record<FigureName, number> = { ...NO_FIGURES };
  let firstSeenMs = Infinity;
  let lastSeenMs = -Infinity;
  for (const edge of edges) {
    firstSeenMs = Math.min(firstSeenMs, edge.firstSeenMs);
    lastSeenMs = Math.max(lastSeenMs, edge.lastSeenMs);
    for (const name of FIGURES) figures[name] += edge.figures[name];
  }
  const verdict = verdictOf({ figures, causes: edges.flatMap((edge) => speaking(edge, windowSeconds)) });
  return {
    firstSeenMs,
    lastSeenMs,
    figures,
    causes: mergedCauses(edges),
    verdict: verdict === 'denied' && somePass(edges, windowSeconds) ? 'mixed' : verdict,
  };
}

/** What one edge of a group is by itself. */
export function memberVerdict(edge: Edge, windowSeconds: number): EdgeVerdict {
  return verdictOf({ figures: edge.figures, causes: speaking(edge, windowSeconds) });
}

/** Members that are not denied, and of which something was let through. */
function somePass(edges: readonly Edge[], windowSeconds: number): boolean {
  return edges.some(
    (edge) =>
      attemptsOf(edge.figures) > deniedAttempts(edge.figures) && memberVerdict(edge, windowSeconds) !== 'denied',
  );
}

/** A cause outlives its window: it speaks for drops only where there are drops, and while it is heard of. 0 is no time. */
function speaking({ figures, causes, lastSeenMs }: Edge, windowSeconds: number): readonly Cause[] {
  if (figures.dropped === 0) return [];
  const begins = lastSeenMs - windowSeconds * 1000;
  return causes.filter((cause) => cause.lastSeenMs === 0 || cause.lastSeenMs >= begins);
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
