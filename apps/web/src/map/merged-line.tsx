import type { Grouping } from '../view/grouped-graph.ts';
import { mergedParts, mergedSentence } from './model/merged-words.ts';
import type { MergedCounts } from './model/map-model.ts';

/** What the map does not draw one by one; nothing when it draws everything. */
export function MergedLine({ merged, grouping }: { readonly merged: MergedCounts; readonly grouping: Grouping }) {
  const parts = mergedParts(merged, grouping);
  if (parts.length === 0) return null;
  const sentence = mergedSentence(merged, grouping);
  return (
    <>
      <p className="visually-hidden">{sentence}</p>
      <p className="map-merged" title={sentence} aria-hidden="true">
        {parts.join(' · ')}
      </p>
    </>
  );
}
