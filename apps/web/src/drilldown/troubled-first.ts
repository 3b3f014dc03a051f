import type { Edge } from '../view/edge.ts';
import { verdictOf, VERDICTS_WORST_FIRST } from '../view/edge-verdict.ts';

/** Keys of the members of an edge, those that tell most of its trouble first. */
export function troubledFirst(members: readonly Edge[]): readonly string[] {
  const rank = (edge: Edge): number => VERDICTS_WORST_FIRST.indexOf(verdictOf(edge));
  return members.toSorted((a, b) => rank(a) - rank(b) || a.index - b.index).map(({ key }) => key);
}
