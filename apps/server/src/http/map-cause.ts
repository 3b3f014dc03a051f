import type { Cause } from '../aggregate/graph-view.ts';
import { dropReasonName } from '@orrery/flow/hubble-names';
import { timeText } from './time-range.ts';

/** Why flows were denied or audited, in an answer. */
export interface MapCause {
  readonly kind: string;
  readonly drop_reason: string | undefined;
  readonly direction: string;
  readonly policies: readonly string[];
  readonly flows: number;
  readonly attempts: number;
  readonly first_seen: string | null;
  readonly last_seen: string | null;
}

/** Causes that differ in nothing but their counts become one. */
export function mergedCauses(causes: readonly Cause[]): MapCause[] {
  if (causes.length === 0) return [];
  const merged = new Map<string, Cause>();
  for (const cause of causes) {
    const key = JSON.stringify([cause.kind, cause.dropReason, cause.direction, [...cause.policies].sort()]);
    const other = merged.get(key);
    merged.set(key, other === undefined ? cause : { ...other, ...sumOfCauses(other, cause) });
  }
  return [...merged.values()].map((cause) => ({
    kind: cause.kind,
    drop_reason: dropReasonName(cause.dropReason),
    direction: cause.direction,
    policies: cause.policies,
    flows: cause.flows,
    attempts: cause.attempts,
    ...seen(cause),
  }));
}

function sumOfCauses(left: Cause, right: Cause): Pick<Cause, 'flows' | 'attempts' | 'firstSeenMs' | 'lastSeenMs'> {
  return {
    flows: left.flows + right.flows,
    attempts: left.attempts + right.attempts,
    firstSeenMs: Math.min(left.firstSeenMs, right.firstSeenMs),
    lastSeenMs: Math.max(left.lastSeenMs, right.lastSeenMs),
  };
}

export function seen(of: {
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}): Pick<MapCause, 'first_seen' | 'last_seen'> {
  return { first_seen: timeText(of.firstSeenMs), last_seen: timeText(of.lastSeenMs) };
}
