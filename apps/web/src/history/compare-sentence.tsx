import { plainText } from '../base/plain-text.ts';
import type { Comparison } from './compare-answer.ts';

/** Names of others stand alone, so that they change neither the words nor their direction. */
export function CompareSentence({ comparison }: { readonly comparison: Comparison }) {
  const { summary } = comparison;
  if (summary.length === 0) return 'There is nothing to compare.';
  return summary.map(({ isName, text }, place) =>
    // A sentence has no other key than its order.
    // oxlint-disable-next-line react/no-array-index-key
    isName ? <bdi key={place}>{plainText(text, 60)}</bdi> : <span key={place}>{text}</span>,
  );
}
