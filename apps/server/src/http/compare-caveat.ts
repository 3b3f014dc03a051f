import type { Completeness } from './completeness.ts';
import type { HeardSeconds } from './compare-change.ts';

/** What keeps two ranges from being compared, or from being compared well. */
export interface Caveat {
  /** One sentence or two; null when both ranges are complete. */
  readonly words: string | null;
  /** One of the ranges was not heard at all. */
  readonly isNothingKnown: boolean;
}

/** What is missing of less than this is not worth a sentence. */
const COMPLETE_SHARE = 0.99;

export function compareCaveat(
  heard: HeardSeconds,
  completeness: { readonly before: Completeness; readonly after: Completeness },
): Caveat {
  if (heard.before <= 0 || heard.after <= 0) {
    const which = heard.before > 0 ? 'later range is' : heard.after > 0 ? 'earlier range is' : 'ranges are';
    return { words: `Nothing of the ${which} in the history, so there is nothing to compare.`, isNothingKnown: true };
  }
  const sentences: string[] = [];
  if (completeness.before.share < COMPLETE_SHARE) {
    sentences.push(
      `The earlier range is ${percent(completeness.before.share)} complete: what appeared may not have been heard before.`,
    );
  }
  if (completeness.after.share < COMPLETE_SHARE) {
    sentences.push(
      `The later range is ${percent(completeness.after.share)} complete: what vanished may not have been heard.`,
    );
  }
  return { words: sentences.length === 0 ? null : sentences.join(' '), isNothingKnown: false };
}

/** Rounded down: 98.97 % is not 99 %. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}
