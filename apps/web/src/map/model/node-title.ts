import { plainText } from '../../base/plain-text.ts';
import { fullName } from '../../view/end-name.ts';
import type { End } from '../../view/grouped-graph.ts';

/** Of a card. The tooltip has the whole name. */
const LONGEST_TITLE = 18;
/** Of an end outside: DNS names say most at both ends, and there is room on that side. */
const LONGEST_OUTSIDE_TITLE = 28;
/** What people take for one letter is not cut. */
const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Enough of a long name to cut it from. */
const LOOKED_AT = 64;

/** Hostile text made plain, and cut in the middle: `recommend…n-worker`. */
export function shortTitle(text: string, longest: number = LONGEST_TITLE): string {
  const looked = text.length > 2 * LOOKED_AT ? text.slice(0, LOOKED_AT) + text.slice(-LOOKED_AT) : text;
  const plain = plainText(looked, 2 * LOOKED_AT);
  if (plain.length <= longest) return plain;
  const letters = Array.from(LETTERS.segment(plain), ({ segment }) => segment);
  if (letters.length <= longest) return plain;
  const head = Math.ceil((longest - 1) / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (longest - 1 - head)).join('')}`;
}

/** What an end is called on its card, and in full. Ends keep their identity while nothing of them changes. */
export interface EndTitles {
  readonly short: string;
  readonly full: string;
}

const LONGEST_FULL_NAME = 60;
const known = new WeakMap<End, EndTitles>();

export function endTitles(end: End): EndTitles {
  let titles = known.get(end);
  if (titles === undefined) {
    const longest = end.namespace === '' ? LONGEST_OUTSIDE_TITLE : LONGEST_TITLE;
    titles = { short: shortTitle(end.name.name, longest), full: plainText(fullName(end.name), LONGEST_FULL_NAME) };
    known.set(end, titles);
  }
  return titles;
}
