/**
 * Quantiles of latencies within 1 %, in little memory; two sketches add up to the sketch of both.
 *
 * Bucket i counts latencies in (GAMMA^i, GAMMA^(i+1)] microseconds; only the span of buckets in use is kept.
 * From 1 µs to 5 hours; what lies outside counts at the border.
 */
export class LatencySketch {
  count = 0;
  #first = 0;
  #buckets = new Uint32Array(0);

  /** The bucket it went to, for `remove`. */
  add(latencyNs: number): number {
    const bucket = bucketOf(latencyNs);
    this.#reserve(bucket, bucket + 1);
    this.#buckets[bucket - this.#first]++;
    this.count++;
    return bucket;
  }

  /** So many more in a bucket that `add` told of; of others nothing is counted. */
  addTo(bucket: number, count: number): void {
    if (!(bucket >= 0 && bucket < BUCKETS && count > 0)) return;
    this.#reserve(bucket, bucket + 1);
    this.#buckets[bucket - this.#first] += count;
    this.count += count;
  }

  /** False when nothing was counted in that bucket. */
  remove(bucket: number): boolean {
    const at = bucket - this.#first;
    if (at < 0 || at >= this.#buckets.length || this.#buckets[at] === 0) return false;
    this.#buckets[at]--;
    this.count--;
    return true;
  }

  /** Buckets that are held, of four bytes each. */
  get buckets(): number {
    return this.#buckets.length;
  }

  merge(other: LatencySketch): void {
    if (other.#buckets.length === 0) return;
    this.#reserve(other.#first, other.#first + other.#buckets.length);
    const shift = other.#first - this.#first;
    for (let i = 0; i < other.#buckets.length; i++) this.#buckets[i + shift] += other.#buckets[i];
    this.count += other.count;
  }

  /** Milliseconds; 0 when nothing was counted. */
  quantileMs(q: number): number {
    if (this.count === 0) return 0;
    let rank = Math.min(this.count, Math.max(1, Math.ceil(q * this.count)));
    for (let i = 0; i < this.#buckets.length; i++) {
      rank -= this.#buckets[i];
      if (rank <= 0) return middleMs(this.#first + i);
    }
    return middleMs(this.#first + this.#buckets.length - 1);
  }

  /**
   * How many latencies lie in each step: above the one before and not above `leMs`, in 1, 2 and 5 times a power of ten
   * from a tenth of a millisecond to ten seconds; the last has no end. Empty steps at the ends are left out.
   */
  histogram(): readonly LatencyStep[] {
    const counts = new Float64Array(STEPS_MS.length + 1);
    for (let i = 0, step = 0; i < this.#buckets.length; i++) {
      const ms = middleMs(this.#first + i);
      while (step < STEPS_MS.length && ms > STEPS_MS[step]) step++;
      counts[step] += this.#buckets[i];
    }
    const first = counts.findIndex((count) => count > 0);
    const last = counts.findLastIndex((count) => count > 0);
    return Array.from({ length: first < 0 ? 0 : last - first + 1 }, (_, i) => ({
      leMs: STEPS_MS[first + i] ?? Infinity,
      count: counts[first + i],
    }));
  }

  #reserve(from: number, to: number): void {
    const length = this.#buckets.length;
    if (length > 0 && from >= this.#first && to <= this.#first + length) return;
    const first = length === 0 ? from : Math.min(from, this.#first);
    const last = length === 0 ? to : Math.max(to, this.#first + length);
    const room = Math.min(BUCKETS, Math.ceil((last - first) / 16) * 16);
    const start = Math.max(0, Math.min(first, BUCKETS - room));
    const grown = new Uint32Array(room);
    grown.set(this.#buckets, length === 0 ? 0 : this.#first - start);
    this.#first = start;
    this.#buckets = grown;
  }
}

export interface LatencyStep {
  /** Infinity for the last. */
  readonly leMs: number;
  readonly count: number;
}

const STEPS_MS = [0.1, 1, 10, 100, 1000].flatMap((ms) => [ms, 2 * ms, 5 * ms]).concat(10_000);

const GAMMA = 1.02;
const LOG_GAMMA = Math.log(GAMMA);
const BUCKETS = 1200;

function bucketOf(latencyNs: number): number {
  const micros = latencyNs / 1000;
  if (!(micros > 1)) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(micros) / LOG_GAMMA) - 1);
}

/** The value whose relative distance to both ends of the bucket is the same. */
function middleMs(bucket: number): number {
  return (2 * GAMMA ** (bucket + 1)) / (1 + GAMMA) / 1000;
}
