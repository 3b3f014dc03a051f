/** Something that calls something else, with how much. */
export interface Call {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
}

/**
 * How far each is from those whom nobody calls: the longest way, in calls. Where calls go round in a circle, the
 * lightest are left out, so that the heaviest ways run from left to right.
 *
 *     gateway -> frontend -> cart -> redis        0 1 2 3
 */
export function layersOf(keys: readonly string[], calls: readonly Call[]): Map<string, number> {
  const kept = withoutCircles(keys, calls);
  const layers = new Map(keys.map((key) => [key, 0]));
  const callers = new Map(keys.map((key) => [key, 0]));
  for (const [, callees] of kept) for (const callee of callees) callers.set(callee, (callers.get(callee) ?? 0) + 1);
  const ready = keys.filter((key) => callers.get(key) === 0);
  for (let next = 0; next < ready.length; next++) {
    const layer = layers.get(ready[next]) ?? 0;
    for (const callee of kept.get(ready[next]) ?? []) {
      layers.set(callee, Math.max(layers.get(callee) ?? 0, layer + 1));
      const left = (callers.get(callee) ?? 0) - 1;
      callers.set(callee, left);
      if (left === 0) ready.push(callee);
    }
  }
  return layers;
}

/** Heaviest first, every call that closes no circle with those before it. */
function withoutCircles(keys: readonly string[], calls: readonly Call[]): Map<string, string[]> {
  const known = new Set(keys);
  const kept = new Map<string, string[]>();
  for (const { from, to } of merged(calls)) {
    if (from === to || !known.has(from) || !known.has(to) || leads(kept, to, from)) continue;
    const callees = kept.get(from);
    if (callees === undefined) kept.set(from, [to]);
    else callees.push(to);
  }
  return kept;
}

function merged(calls: readonly Call[]): Call[] {
  const sums = new Map<string, Call>();
  for (const { from, to, weight } of calls) {
    const key = JSON.stringify([from, to]);
    sums.set(key, { from, to, weight: weight + (sums.get(key)?.weight ?? 0) });
  }
  return [...sums.values()].toSorted((a, b) => b.weight - a.weight || compare(a.from, b.from) || compare(a.to, b.to));
}

function leads(kept: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === to) return true;
    for (const next of kept.get(key) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return false;
}

/** The order of keys, the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
