import type { LatencySketch } from '../aggregate/latency-sketch.ts';

/** How long answers to HTTP requests took, of one pair in one range. */
export interface PairLatency {
  readonly count: number;
  readonly p95Ms: number;
  /** Where the 95th percentile of all such requests lies, with these as a sample of them: surely not below or above. */
  readonly leastMs: number;
  readonly mostMs: number;
}

/** Fewer answers say little about the slowest twentieth of them. */
const FEWEST = 100;
const SHARE = 0.95;
/** Standard deviations on each side. */
const DEVIATIONS = 2;
/** What somebody would feel. */
const LEAST_FACTOR = 1.5;
const LEAST_DIFFERENCE_MS = 5;

/** Undefined where too few tell. Buckets are those of LatencySketch, with how many lie in each. */
export function pairLatency(sketch: LatencySketch): PairLatency | undefined {
  const { count } = sketch;
  if (count < FEWEST) return undefined;
  const margin = DEVIATIONS * Math.sqrt((SHARE * (1 - SHARE)) / count);
  return {
    count,
    p95Ms: sketch.quantileMs(SHARE),
    leastMs: sketch.quantileMs(SHARE - margin),
    mostMs: sketch.quantileMs(Math.min(1, SHARE + margin)),
  };
}

/**
 * Whether answers take clearly longer, or clearly less: by half and by five milliseconds, and by more than the requests
 * that were seen differ among themselves:
 *
 *     before   ├─── 12 ms ───┤
 *     after                       ├─── 31 ms ───┤      slower
 */
export function latencyChange(
  before: PairLatency | undefined,
  after: PairLatency | undefined,
): 'slower' | 'faster' | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (isSlower(before, after)) return 'slower';
  return isSlower(after, before) ? 'faster' : undefined;
}

function isSlower(before: PairLatency, after: PairLatency): boolean {
  const isFelt = after.p95Ms >= before.p95Ms * LEAST_FACTOR && after.p95Ms - before.p95Ms >= LEAST_DIFFERENCE_MS;
  return isFelt && after.leastMs > before.mostMs;
}
