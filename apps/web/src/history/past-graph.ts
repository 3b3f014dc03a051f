import { fromBinary } from '@bufbuild/protobuf';
import { Cause_Kind, FrameSchema, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { deniedAttempts, type Edge } from '../view/edge.ts';
import type { LiveGraph } from '../live/live-graph.ts';
import { applyFrame } from '../live/live-state.ts';

/** The graph of a snapshot of the past. Throws for anything else. */
export function pastGraphOf(bytes: Uint8Array): LiveGraph {
  const applied = applyFrame(undefined, fromBinary(FrameSchema, bytes));
  if (applied.kind !== 'changed') throw new Error('The server sent no map of the past.');
  const { graph } = applied;
  const edges = new Map([...graph.edges].map(([index, edge]) => [index, { ...edge, causes: pastCauses(edge, graph) }]));
  return { ...graph, edges, isPast: true };
}

/**
 * Causes are written down with what they grew by, up to a quarter of a minute after their flows: at its ends a range may
 * have some of its neighbours. Where one cause speaks for all that was refused or audited, it has what was.
 */
function pastCauses({ causes, figures }: Edge, { timeMs }: LiveGraph): readonly Cause[] {
  const refusing = causes.filter(({ kind }) => kind === Cause_Kind.DENIED || kind === Cause_Kind.L7_DENIED).length;
  const auditing = causes.filter(({ kind }) => kind === Cause_Kind.AUDITED).length;
  return causes.map((cause) => {
    const told = { ...cause, lastSeenMs: Math.min(cause.lastSeenMs, timeMs) };
    const isRefusing = cause.kind === Cause_Kind.DENIED || cause.kind === Cause_Kind.L7_DENIED;
    if (isRefusing && refusing === 1) return { ...told, attempts: deniedAttempts(figures), flows: figures.dropped };
    if (cause.kind === Cause_Kind.AUDITED && auditing === 1) {
      return { ...told, attempts: figures.auditedAttempts, flows: figures.audit };
    }
    return told;
  });
}
