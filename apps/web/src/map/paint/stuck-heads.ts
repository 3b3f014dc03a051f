import type { Box } from '../layout/scene.ts';
import type { Look } from './look.ts';
import { grown, roundedBox } from './path-data.ts';
import { path, text, type Shape } from './shape.ts';

/** A namespace as it is on the screen. */
export interface SeenRegion {
  readonly title: string;
  readonly box: Box;
}

const HEIGHT = 24;
const PADDING = 9;
/** From the sides of what is free, and of the namespace. */
const INSET = { left: 2, top: 6 } as const;
const GAP = 6;
/** A namespace of which less than this is seen needs no name. */
const LEAST_SEEN = 56;

/**
 * Names of namespaces whose own heads are out of sight: each at the top left of what is seen of its namespace, and beside
 * its cards if there is room. In the coordinates of the screen.
 */
export function stuckHeads(
  regions: readonly SeenRegion[],
  nodes: readonly Box[],
  free: Box,
  { colours, measure }: Look,
): Shape[] {
  return regions.flatMap(({ title, box }) => {
    const left = Math.max(box.left, free.left);
    const top = Math.max(box.top, free.top);
    const right = Math.min(box.left + box.width, free.left + free.width);
    const bottom = Math.min(box.top + box.height, free.top + free.height);
    const isHeadSeen = box.top >= free.top - INSET.top && box.left >= free.left - INSET.top;
    const width = measure(title, 'name') + 2 * PADDING;
    if (isHeadSeen || bottom - top < LEAST_SEEN || right - left < width + 2 * INSET.top) return [];
    const plate = besideNodes({ left: left + INSET.left, top: top + INSET.top, width, height: HEIGHT }, right, nodes);
    return [
      path(roundedBox(plate, HEIGHT / 2), grown(plate, 2), { fill: colours.region, stroke: colours['region-line'] }),
      text(title, { ...plate, left: plate.left + PADDING }, plate.top + HEIGHT / 2 + 4.5, {
        font: 'name',
        fill: colours['ink-2'],
      }),
    ];
  });
}

/** Moved to the right as far as it takes to hide no card; where it was when that is too far. */
function besideNodes(plate: Box, right: number, nodes: readonly Box[]): Box {
  const row = nodes
    .filter(({ top, height }) => top < plate.top + plate.height + 2 && plate.top - 2 < top + height)
    .toSorted((a, b) => a.left - b.left);
  let { left } = plate;
  for (const node of row) {
    if (node.left < left + plate.width + 2 && left - 2 < node.left + node.width) left = node.left + node.width + GAP;
  }
  return left + plate.width <= right ? { ...plate, left } : plate;
}
