import type { Denial } from './denial.ts';
import type { Piece, Statement } from './statement.ts';

/**
 * One thing that is known of an edge: a sentence that answers, and the statements that it rests on.
 *
 *     denied     a policy refuses connections
 *     refused    the proxy refuses requests or questions
 *     audited    would be denied
 *     dropped    lost, and not by policy
 *     handed-on  printed as a drop, but nothing is lost
 *     failing    let through, and answered with an error or not at all
 *     allowed    let through
 */
export interface Finding {
  readonly kind: 'denied' | 'refused' | 'audited' | 'dropped' | 'handed-on' | 'failing' | 'allowed';
  readonly title: readonly Piece[];
  readonly statements: readonly Statement[];
  /** What it is about, where that was refused, audited or dropped. */
  readonly denial?: Denial;
  /** Nothing of it was seen in the window any more. */
  readonly isPast?: boolean;
}
