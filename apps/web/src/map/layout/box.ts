import type { Box, Point } from './scene.ts';

export const rightOf = (box: Box): number => box.left + box.width;
export const bottomOf = (box: Box): number => box.top + box.height;

export function overlaps(a: Box, b: Box): boolean {
  return a.left < rightOf(b) && b.left < rightOf(a) && a.top < bottomOf(b) && b.top < bottomOf(a);
}

export function grown(box: Box, by: number): Box {
  return { left: box.left - by, top: box.top - by, width: box.width + 2 * by, height: box.height + 2 * by };
}

export function isWithin(inner: Box, outer: Box): boolean {
  return (
    inner.left >= outer.left &&
    inner.top >= outer.top &&
    rightOf(inner) <= rightOf(outer) &&
    bottomOf(inner) <= bottomOf(outer)
  );
}

export function holds(box: Box, { x, y }: Point): boolean {
  return x >= box.left && x <= rightOf(box) && y >= box.top && y <= bottomOf(box);
}

/** The part of a horizontal or vertical run that lies inside a box, its border not counted. */
export function lengthInside(box: Box, from: Point, to: Point): number {
  if (from.y === to.y) {
    if (from.y <= box.top || from.y >= bottomOf(box)) return 0;
    return Math.max(0, Math.min(rightOf(box), Math.max(from.x, to.x)) - Math.max(box.left, Math.min(from.x, to.x)));
  }
  if (from.x <= box.left || from.x >= rightOf(box)) return 0;
  return Math.max(0, Math.min(bottomOf(box), Math.max(from.y, to.y)) - Math.max(box.top, Math.min(from.y, to.y)));
}
