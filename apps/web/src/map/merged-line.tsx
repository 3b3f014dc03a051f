import type { Grouping } from '../view/grouped-graph.ts';
import { mergedParts, mergedSentence } from './model/merged-words.ts';
import type { MergedCounts } from './model/map-model.ts';

interface MergedLineProps {
  readonly merged: MergedCounts;
  readonly grouping: Grouping;
  /** Troubled edges whose label found no room. */
  readonly unlabelled: number;
}

/** What the map does not draw one by one; nothing when it draws everything. */
export function MergedLine({ merged, grouping, unlabelled }: MergedLineProps) {
  const parts = mergedParts(merged, grouping, unlabelled);
  if (parts.length === 0) return null;
  const sentence = mergedSentence(merged, grouping, unlabelled);
  return (
    <>
      <p className="visually-hidden">{sentence}</p>
      <p className="map-merged" title={sentence} aria-hidden="true">
        {parts.join(' · ')}
      </p>
    </>
  );
}
