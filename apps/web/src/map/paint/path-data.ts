import type { Box, Point } from '../layout/scene.ts';

/** Outlines as SVG path data, rounded to tenths of a pixel. */

export function line(from: Point, to: Point): string {
  return `M${at(from.x, from.y)}L${at(to.x, to.y)}`;
}

export function roundedBox({ left, top, width, height }: Box, wanted: number): string {
  const r = Math.max(0, Math.min(wanted, width / 2, height / 2));
  const arc = (x: number, y: number): string => `A${tenths(r)} ${tenths(r)} 0 0 1 ${at(x, y)}`;
  return (
    `M${at(left + r, top)}H${tenths(left + width - r)}${arc(left + width, top + r)}` +
    `V${tenths(top + height - r)}${arc(left + width - r, top + height)}` +
    `H${tenths(left + r)}${arc(left, top + height - r)}V${tenths(top + r)}${arc(left + r, top)}Z`
  );
}

/** A box that points to the right. */
export function signpost({ left, top, width, height }: Box): string {
  const tip = Math.min(8, width / 2);
  const right = left + width;
  const r = 4;
  return (
    `M${at(left + r, top)}H${tenths(right - tip)}L${at(right, top + height / 2)}L${at(right - tip, top + height)}` +
    `H${tenths(left + r)}Q${at(left, top + height)} ${at(left, top + height - r)}V${tenths(top + r)}Q${at(left, top)} ${at(left + r, top)}Z`
  );
}

export function circle({ x, y }: Point, r: number): string {
  const [width, radius] = [tenths(2 * r), tenths(r)];
  return `M${at(x - r, y)}a${radius} ${radius} 0 1 0 ${width} 0a${radius} ${radius} 0 1 0 -${width} 0Z`;
}

export function diamond({ x, y }: Point, r: number): string {
  return `M${at(x, y - r)}L${at(x + r, y)}L${at(x, y + r)}L${at(x - r, y)}Z`;
}

export function polyline(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${at(x, y)}`).join('');
}

/** Straight runs whose corners are rounded as far as their length allows. */
export function roundedRoute(points: readonly Point[], radius: number): string {
  const [first] = points;
  if (first === undefined) return '';
  let data = `M${at(first.x, first.y)}`;
  for (let i = 1; i < points.length; i += 1) {
    const [before, here, next] = [points[i - 1], points[i], points[i + 1]];
    if (before === undefined || here === undefined) continue;
    if (next === undefined) {
      data += `L${at(here.x, here.y)}`;
      continue;
    }
    const r = Math.min(radius, distance(before, here) / 2, distance(here, next) / 2);
    const [arrive, leave] = [towards(here, before, r), towards(here, next, r)];
    data += `L${at(arrive.x, arrive.y)}Q${at(here.x, here.y)} ${at(leave.x, leave.y)}`;
  }
  return data;
}

/** The point `length` away from `from`, on the way to `to`. */
export function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** The point at a share of the way. */
export function pointAlong(points: readonly Point[], share: number): Point {
  let left = routeLength(points) * share;
  for (let i = 1; i < points.length; i += 1) {
    const [from, to] = [points[i - 1], points[i]];
    if (from === undefined || to === undefined) continue;
    const run = distance(from, to);
    if (left <= run) return towards(from, to, left);
    left -= run;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}

/** Both parts of a way that is cut at a share of it; the point of the cut belongs to both. */
export function cutAt(
  points: readonly Point[],
  share: number,
): readonly [first: readonly Point[], rest: readonly Point[]] {
  const cut = pointAlong(points, share);
  let left = routeLength(points) * share;
  for (let i = 1; i < points.length; i += 1) {
    const [from, to] = [points[i - 1], points[i]];
    if (from === undefined || to === undefined) continue;
    const run = distance(from, to);
    if (left <= run)
      return [
        [...points.slice(0, i), cut],
        [cut, ...points.slice(i)],
      ];
    left -= run;
  }
  return [points, points.slice(-1)];
}

export function routeLength(points: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < points.length; i += 1) {
    const [from, to] = [points[i - 1], points[i]];
    if (from !== undefined && to !== undefined) length += distance(from, to);
  }
  return length;
}

export function boxAround(points: readonly Point[], margin: number): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  if (left > right) return { left: 0, top: 0, width: 0, height: 0 };
  return {
    left: left - margin,
    top: top - margin,
    width: right - left + 2 * margin,
    height: bottom - top + 2 * margin,
  };
}

export function grown({ left, top, width, height }: Box, by: number): Box {
  return { left: left - by, top: top - by, width: width + 2 * by, height: height + 2 * by };
}

export function meet(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}

function at(x: number, y: number): string {
  return `${tenths(x)} ${tenths(y)}`;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
