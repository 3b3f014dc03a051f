import type { PastRange } from './past-range.ts';

/** What of the past a page was asked to show, and how far that is. */
export type PastShown =
  /** What is shown meanwhile is what was shown before. */
  | { readonly kind: 'reading'; readonly asked: PastAsked }
  | { readonly kind: 'shown'; readonly asked: PastAsked }
  | { readonly kind: 'failed'; readonly asked: PastAsked; readonly why: string };

/** Where a stretch of the past comes from. */
export type PastAsked =
  | { readonly kind: 'range'; readonly range: PastRange }
  /** A map that was frozen under a name. Its range is the one it was frozen with. */
  | { readonly kind: 'incident'; readonly id: string };
