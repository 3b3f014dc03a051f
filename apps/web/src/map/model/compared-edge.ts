import { countOf } from '../../base/numbers.ts';
import { changeLabel, spokenChange } from '../../view/change-words.ts';
import { CHANGE_WORDS, isNoted, isTold, SAME } from '../../view/edge-change.ts';
import type { MapEdge } from './map-model.ts';

/**
 * A drawn edge as a map of two ranges says it: what changed has a label, what is as it was has none and steps back. Of
 * several edges on one line all changed in the same way.
 */
export function comparedEdge(edge: MapEdge, placeWords: () => string): MapEdge {
  const { members } = edge;
  const change = members[0]?.change;
  if (change === undefined) return edge;
  const quiet: MapEdge = { ...edge, change: SAME, isNew: false, freshness: 1, isTroubled: false, label: undefined };
  if (!isTold(change)) return quiet;
  const words = CHANGE_WORDS[change.kind].toLowerCase();
  const isOne = members.length === 1;
  const told: MapEdge = {
    ...quiet,
    change,
    // What vanished is as wide as it was.
    attemptsPerMinute: change.after === undefined ? rateBefore(edge) : edge.attemptsPerMinute,
    spoken: `${placeWords()}: ${isOne ? spokenChange(change) : words}`,
  };
  if (!isNoted(change)) return told;
  const label = isOne ? changeLabel(change) : { strong: countOf(members.length, 'pair'), weak: words };
  return { ...told, isTroubled: true, label };
}

function rateBefore({ members }: MapEdge): number {
  return members.reduce((sum, { change }) => sum + (change?.before?.attemptsPerMinute ?? 0), 0);
}
