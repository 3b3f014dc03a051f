import type { PastRange } from '../view/past-range.ts';

/** Under which keys the query cache knows what was read of a flow. */
export const flowKey = (id: string): readonly unknown[] => ['flow', id];
export const storyKey = (id: string, range: PastRange | undefined): readonly unknown[] => [
  'story',
  id,
  range?.fromMs,
  range?.toMs,
];
