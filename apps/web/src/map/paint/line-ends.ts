import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import type { Point } from '../layout/scene.ts';
import { line, towards } from './path-data.ts';

/** Dash and gap along a line, by its verdict. */
export const DASHES = {
  denied: [10, 4],
  mixed: [9, 35],
  audited: [8, 3, 2, 3],
  failing: [2.5, 2.5],
  forwarded: [],
} as const satisfies Record<EdgeVerdict, readonly number[]>;

/** An open arrow whose tip is at the end of the way. */
export function arrow(points: readonly Point[]): string {
  const { tip, back, across } = lastRun(points);
  const wing = (side: 1 | -1): Point => ({
    x: tip.x + back.x * 7 + across.x * 4 * side,
    y: tip.y + back.y * 7 + across.y * 4 * side,
  });
  const point: Point = { x: tip.x + back.x * 1.5, y: tip.y + back.y * 1.5 };
  return line(wing(1), point) + line(point, wing(-1)).replace('M', 'L');
}

/** A bar across the way, just before its end: nothing gets past it. */
export function closureBar(points: readonly Point[]): string {
  const { tip, back, across } = lastRun(points);
  const middle: Point = { x: tip.x + back.x * 4, y: tip.y + back.y * 4 };
  return line(
    { x: middle.x + across.x * 7, y: middle.y + across.y * 7 },
    { x: middle.x - across.x * 7, y: middle.y - across.y * 7 },
  );
}

/** Unit vectors at the end of the way: back along it, and across it. */
function lastRun(points: readonly Point[]): { tip: Point; back: Point; across: Point } {
  const tip = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? { x: tip.x - 1, y: tip.y };
  const one = towards(tip, before, 1);
  const back: Point = { x: one.x - tip.x, y: one.y - tip.y };
  return { tip, back, across: { x: -back.y, y: back.x } };
}

/** Ends `by` pixels earlier. */
export function shortened(points: readonly Point[], by: number): readonly Point[] {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (last === undefined || before === undefined) return points;
  return [...points.slice(0, -1), towards(last, before, by)];
}
