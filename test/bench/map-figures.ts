import { onPage, type Box, type LiveGeometry } from '../browser/map-probe.ts';
import { quantile } from './figures.ts';

interface Placed {
  readonly key: string;
  readonly box: Box;
}

/** How far each node of `before` that is still there has moved. */
export function shiftsPx(before: readonly Placed[], after: readonly Placed[]): number[] {
  const boxes = new Map(after.map(({ key, box }) => [key, box]));
  return before.flatMap(({ key, box }) => {
    const now = boxes.get(key);
    return now === undefined ? [] : [Math.hypot(now.left - box.left, now.top - box.top)];
  });
}

/** The nodes where the camera shows them. */
export function onScreen(geometry: LiveGeometry): Placed[] {
  const { scale } = geometry.sight;
  return geometry.scene.nodes.map(({ key, box }) => {
    const { x, y } = onPage(geometry, { x: box.left, y: box.top });
    return { key, box: { left: x, top: y, width: scale * box.width, height: scale * box.height } };
  });
}

/** Least squares through points of time and size; 0 for fewer than two. */
export function slopePerMinute(samples: readonly { readonly atMs: number; readonly value: number }[]): number {
  if (samples.length < 2) return 0;
  const meanMs = mean(samples.map(({ atMs }) => atMs));
  const meanValue = mean(samples.map(({ value }) => value));
  let above = 0;
  let below = 0;
  for (const { atMs, value } of samples) {
    above += (atMs - meanMs) * (value - meanValue);
    below += (atMs - meanMs) ** 2;
  }
  return below === 0 ? 0 : (above / below) * 60_000;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
