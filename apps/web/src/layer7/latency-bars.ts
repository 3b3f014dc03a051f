import type { Latency, LatencyStep } from './http-rows.ts';

/** A histogram as it is drawn: steps of latency from left to right, each a tenfold of so many of them wide. */
export interface LatencyBars {
  /** Data of an SVG path. */
  readonly path: string;
  readonly marks: readonly LatencyMark[];
  readonly ticks: readonly LatencyTick[];
}

export interface LatencyMark {
  readonly name: 'p50' | 'p95' | 'p99';
  readonly ms: number;
  readonly x: number;
}

export interface LatencyTick {
  readonly ms: number;
  readonly x: number;
}

interface Room {
  readonly width: number;
  readonly height: number;
}

/** Fewer answers than this are no distribution. */
const FEWEST_ANSWERS = 5;
/** So that few and one can be told from none. */
const LEAST_HEIGHT = 2;
const TICKS_MS = [0.1, 1, 10, 100, 1000, 10_000, 100_000];

/** Undefined where there is nothing to draw. Empty steps at either end are left out. */
export function latencyBars({ steps, p50Ms, p95Ms, p99Ms }: Latency, room: Room): LatencyBars | undefined {
  const shown = withoutEmptyEnds(steps);
  const all = shown.reduce((sum, { count }) => sum + count, 0);
  if (shown.length < 2 || all < FEWEST_ANSWERS) return undefined;
  const bounds = boundsOf(shown);
  const pitch = room.width / shown.length;
  const most = Math.max(...shown.map(({ count }) => count));
  const bars = shown.map(({ count }, i) => {
    if (count === 0) return '';
    const height = tenths(Math.max(LEAST_HEIGHT, (count / most) * room.height));
    return `M${tenths(i * pitch)} ${tenths(room.height - height)}h${tenths(pitch - 1)}v${height}h${tenths(1 - pitch)}z`;
  });
  const placeOf = (ms: number): number => tenths(placeIn(bounds, ms) * pitch);
  const named = [
    { name: 'p50', ms: p50Ms },
    { name: 'p95', ms: p95Ms },
    { name: 'p99', ms: p99Ms },
  ] as const;
  const first = bounds[0] ?? 0;
  const last = bounds.at(-1) ?? 0;
  return {
    path: bars.join(''),
    marks: named.map(({ name, ms }) => ({ name, ms, x: placeOf(ms) })),
    ticks: TICKS_MS.filter((ms) => ms >= first && ms <= last).map((ms) => ({ ms, x: placeOf(ms) })),
  };
}

function withoutEmptyEnds(steps: readonly LatencyStep[]): readonly LatencyStep[] {
  const from = steps.findIndex(({ count }) => count > 0);
  const to = steps.findLastIndex(({ count }) => count > 0);
  return from < 0 ? [] : steps.slice(from, to + 1);
}

/** Where the shown steps begin and end: one more than there are of them. A step without an end is drawn as one like the others. */
function boundsOf(shown: readonly LatencyStep[]): readonly number[] {
  const ends = shown.map(({ leMs }) => leMs);
  const last = ends.length - 1;
  if (!Number.isFinite(ends[last] ?? 0)) ends[last] = (ends[last - 1] ?? 1) * 2;
  return [stepBelow(ends[0] ?? 1), ...ends];
}

/** Steps are 1, 2 and 5 times a power of ten. */
function stepBelow(ms: number): number {
  const digit = Math.round(ms / 10 ** Math.floor(Math.log10(ms) + 1e-9));
  return digit === 5 ? ms / 2.5 : ms / 2;
}

/** In steps from the left; between two bounds by the logarithm. */
function placeIn(bounds: readonly number[], ms: number): number {
  for (let i = 0; i + 1 < bounds.length; i += 1) {
    const [from, to] = [bounds[i] ?? 0, bounds[i + 1] ?? 0];
    if (ms <= to) return i + Math.max(0, Math.log(Math.max(ms, 1e-6) / from) / Math.log(to / from));
  }
  return bounds.length - 1;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
