import type { Camera } from '../view/url-state.ts';
import { READABLE, SIGHT_MARGIN } from './layout/measures.ts';
import type { Box, Point } from './layout/scene.ts';
import type { Level } from './layout/topology.ts';
import { SMALLEST_TEXT_PX } from './paint/shape.ts';

/** Where the origin of the map lies on the canvas, and how many CSS pixels one of its units takes. */
export interface Sight {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** A scene is laid out for scale 1. Beyond these the next level takes over. */
export const SMALLEST = 0.75;
export const LARGEST = 1.5;
/** A first view shows everything if that does not take it below this; text keeps its 11 px down to here. */
export const SMALLEST_FIRST = READABLE;
const LARGEST_FIRST = 1.1;
/** What keeps clear around the whole in a first view. */
const MARGIN = SIGHT_MARGIN;

/** In units of the map, so that small text stays readable on a map that is seen a little smaller. */
export function leastTextPx(scale: number): number {
  const least = SMALLEST_TEXT_PX / Math.min(1, Math.max(SMALLEST_FIRST, scale));
  return Math.ceil(least * SIZES_PER_PX) / SIZES_PER_PX;
}

/** A browser prepares every size of a font that it meets: zooming shall bring a few, not one with each frame. */
const SIZES_PER_PX = 2;

export function toCanvas({ scale, x, y }: Sight, point: Point): Point {
  return { x: point.x * scale + x, y: point.y * scale + y };
}

export function toMap({ scale, x, y }: Sight, point: Point): Point {
  return { x: (point.x - x) / scale, y: (point.y - y) / scale };
}

export function boxOnCanvas(sight: Sight, { left, top, width, height }: Box): Box {
  const corner = toCanvas(sight, { x: left, y: top });
  return { left: corner.x, top: corner.y, width: width * sight.scale, height: height * sight.scale };
}

export function boxOnMap(sight: Sight, { left, top, width, height }: Box): Box {
  const corner = toMap(sight, { x: left, y: top });
  return { left: corner.x, top: corner.y, width: width / sight.scale, height: height / sight.scale };
}

export function moved(sight: Sight, x: number, y: number): Sight {
  return { ...sight, x: sight.x + x, y: sight.y + y };
}

/** Nearer or farther; what is at `point` of the canvas stays there. */
export function scaledAt(sight: Sight, scale: number, point: Point): Sight {
  const under = toMap(sight, point);
  return { scale, x: point.x - under.x * scale, y: point.y - under.y * scale };
}

/** Puts a point of the map at a point of the canvas. */
export function placedAt(scale: number, onMap: Point, onCanvas: Point): Sight {
  return { scale, x: onCanvas.x - onMap.x * scale, y: onCanvas.y - onMap.y * scale };
}

export function middleOf({ left, top, width, height }: Box): Point {
  return { x: left + width / 2, y: top + height / 2 };
}

/** All of `bounds` in the middle of the free area, at most a little larger than it was laid out. */
export function wholeIn(bounds: Box, free: Box): Sight {
  return placedAt(Math.min(LARGEST_FIRST, fittingScale(bounds, free)), middleOf(bounds), middleOf(free));
}

/**
 * Where a map is first looked at: all of it if that can be read, otherwise so that `important` is in the free area. A map
 * that is not much larger than that begins where it begins, one that is has the middle of `important` in the middle.
 */
export function firstSight(bounds: Box, free: Box, important: Box | undefined): Sight {
  if (fittingScale(bounds, free) >= SMALLEST_FIRST) return wholeIn(bounds, free);
  const corner = placedAt(1, { x: bounds.left - MARGIN, y: bounds.top - MARGIN }, { x: free.left, y: free.top });
  if (important === undefined) return corner;
  const begun = boxOnCanvas(corner, important);
  const middle = boxOnCanvas(placedAt(1, middleOf(important), middleOf(free)), important);
  const room = { left: free.left + MARGIN, top: free.top + MARGIN };
  const x =
    bounds.width > free.width * MUCH_LARGER
      ? middle.left - begun.left
      : shiftInto(begun.left, begun.width, room.left, free.width - 2 * MARGIN);
  const y =
    bounds.height > free.height * MUCH_LARGER
      ? middle.top - begun.top
      : shiftInto(begun.top, begun.height, room.top, free.height - 2 * MARGIN);
  return kept(moved(corner, x, y), bounds, free);
}

/** Of the free area, along one side. */
const MUCH_LARGER = 1.6;

/** The least way that brings a stretch into a room; one that is too long comes to lie in its middle. */
export function shiftInto(start: number, length: number, from: number, room: number): number {
  if (length > room) return from + (room - length) / 2 - start;
  return Math.max(0, from - start) + Math.min(0, from + room - start - length);
}

export function fittingScale(bounds: Box, free: Box): number {
  const wide = (free.width - 2 * MARGIN) / Math.max(1, bounds.width);
  const high = (free.height - 2 * MARGIN) / Math.max(1, bounds.height);
  return Math.max(0.05, Math.min(wide, high));
}

/** No farther than where the edge of the map meets the far side of the margin; smaller maps stay within the free area. */
export function kept(sight: Sight, bounds: Box, free: Box): Sight {
  const shown = boxOnCanvas(sight, bounds);
  const x = keptAlong(shown.left, shown.width, free.left, free.width);
  const y = keptAlong(shown.top, shown.height, free.top, free.height);
  return moved(sight, x - shown.left, y - shown.top);
}

/** Not lost: however it is dragged, a part of the map stays in sight. */
export function reachable(sight: Sight, bounds: Box, free: Box): Sight {
  const shown = boxOnCanvas(sight, bounds);
  const least = 80;
  const x = clamp(shown.left, free.left + least - shown.width, free.left + free.width - least);
  const y = clamp(shown.top, free.top + least - shown.height, free.top + free.height - least);
  return moved(sight, x - shown.left, y - shown.top);
}

/** The camera that the address holds: the point in the middle of the free area. */
export function cameraOf(sight: Sight, level: Level, free: Box): Camera {
  const { x, y } = toMap(sight, middleOf(free));
  return { level, x: Math.round(x), y: Math.round(y), zoom: Number(sight.scale.toFixed(2)) };
}

export function sightOf({ x, y, zoom }: Camera, free: Box): Sight {
  return placedAt(zoom, { x, y }, middleOf(free));
}

/** Between two, by the share of the way; the scale changes by equal factors. */
export function between(from: Sight, to: Sight, share: number): Sight {
  const mix = (a: number, b: number): number => a + (b - a) * share;
  const scale = Math.exp(mix(Math.log(from.scale), Math.log(to.scale)));
  return { scale, x: mix(from.x, to.x), y: mix(from.y, to.y) };
}

function keptAlong(start: number, length: number, from: number, room: number): number {
  if (length + 2 * MARGIN <= room) return from + (room - length) / 2;
  return clamp(start, from + room - MARGIN - length, from + MARGIN);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
