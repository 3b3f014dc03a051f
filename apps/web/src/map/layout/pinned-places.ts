import type { Place } from './arrangement.ts';
import type { LayoutMemory } from './memory.ts';

/** Where persons put nodes, as columns: the one whose middle is nearest to where the node was dropped. */
export function pinnedPlaces({ pins, widths, columns }: LayoutMemory): ReadonlyMap<string, Place> {
  if (widths === undefined || widths.columns.length !== columns) return new Map();
  const middles: number[] = [];
  let x = widths.left;
  for (const [at, width] of widths.columns.entries()) {
    x += widths.channels[at];
    middles.push(x + width / 2);
    x += width;
  }
  return new Map(
    Object.entries(pins).map(([key, point]) => {
      const distances = middles.map((middle) => Math.abs(middle - point.x));
      return [key, { column: distances.indexOf(Math.min(...distances)), y: Math.round(point.y) }];
    }),
  );
}
