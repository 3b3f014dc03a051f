import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';

/**
 * Steps at the ends of a timeline in which nobody listened. That nothing was counted there means nothing:
 *
 *     before  ├────┤ the server did not listen yet
 *     heard        ├──────────────┤
 *     since                       ├────┤ the page does not hear the server
 */
export interface UnheardSteps {
  readonly before: number;
  readonly since: number;
}

export const ALL_HEARD: UnheardSteps = { before: 0, since: 0 };

/** Steps that were over when the server began to listen: all of them while it did not. */
export function stepsBefore(
  { startSeconds, stepSeconds, forwarded }: Timeline,
  listeningSinceMs: number | undefined,
): number {
  if (listeningSinceMs === undefined || stepSeconds === 0) return 0;
  if (listeningSinceMs === 0) return forwarded.length;
  const steps = Math.floor((listeningSinceMs / 1000 - startSeconds) / stepSeconds);
  return Math.max(0, Math.min(forwarded.length, steps));
}

/** What to say of a step instead of its figures; '' where they count. */
export function unheardWords(step: number, steps: number, { before, since }: UnheardSteps): string {
  if (step >= steps - since) return 'not heard';
  return step < before ? 'not listening yet' : '';
}
