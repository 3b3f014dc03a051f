import type { Across } from './column-widths.ts';
import type { Way } from './find-ways.ts';
import { uprightOffset } from './find-ways.ts';
import { CHANNEL_PAD, CHANNEL_PAD_LEAST, TRACK_STEP } from './measures.ts';
import type { RunsOfWay } from './runs.ts';
import { bottomOf, rightOf } from './box.ts';
import type { Box, Point, Route } from './scene.ts';
import type { Trunk, TrunksOfWay } from './trunks.ts';

/** Tracks stand no wider apart than this, however wide their channel. */
const STEP_MOST = 14;

/** Ways with all their x. */
export function drawRoutes(
  runsOfWay: RunsOfWay,
  trunksOfWay: TrunksOfWay,
  across: Across,
  boxes: ReadonlyMap<string, Box>,
): Route[] {
  return [...runsOfWay].map(([way, runs]) => {
    const source = boxOf(boxes, way.edge.source);
    const destination = boxOf(boxes, way.edge.destination);
    if (way.kind === 'upright') return { key: way.edge.key, points: uprightPoints(way, source, destination) };
    const points: Point[] = [{ x: way.out === 'right' ? rightOf(source) : source.left, y: runs[0].y }];
    for (const [at, trunk] of (trunksOfWay.get(way) ?? []).entries()) {
      if (trunk === undefined) continue;
      const x = xOf(trunk, across);
      points.push({ x, y: runs[at].y }, { x, y: runs[at + 1].y });
    }
    points.push({ x: way.into === 'left' ? destination.left : rightOf(destination), y: runs[runs.length - 1].y });
    return { key: way.edge.key, points: withoutStops(points) };
  });
}

function boxOf(boxes: ReadonlyMap<string, Box>, key: string): Box {
  const box = boxes.get(key);
  if (box === undefined) throw new Error(`${key} has no place`);
  return box;
}

function uprightPoints({ lane, lanes }: Way & { readonly kind: 'upright' }, source: Box, destination: Box): Point[] {
  const x = Math.round(source.left + source.width / 2) + uprightOffset(lane, lanes);
  const isDown = source.top < destination.top;
  return [
    { x, y: isDown ? bottomOf(source) : source.top },
    { x, y: isDown ? destination.top : bottomOf(destination) },
  ];
}

function xOf({ channel, track, tracks }: Trunk, { channels }: Across): number {
  const { lo, hi } = channels[channel];
  const isFirst = channel === 0;
  const isLast = channel === channels.length - 1;
  if (isLast) return lo + CHANNEL_PAD + track * TRACK_STEP.wished;
  if (isFirst) return hi - CHANNEL_PAD - (tracks - track) * TRACK_STEP.wished;
  const free = (hi - lo - tracks * TRACK_STEP.wished) / 2;
  const pad = Math.min(CHANNEL_PAD, Math.max(CHANNEL_PAD_LEAST, free));
  const step = Math.min(STEP_MOST, (hi - lo - 2 * pad) / tracks);
  return Math.round(((lo + hi) / 2 + (track - tracks / 2) * step) * 2) / 2;
}

/** Points at which nothing turns are left out. */
function withoutStops(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last !== undefined && last.x === point.x && last.y === point.y) continue;
    const before = kept.at(-2);
    const isOnTheWay =
      before !== undefined &&
      last !== undefined &&
      ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y));
    if (isOnTheWay) kept.pop();
    kept.push(point);
  }
  return kept;
}
