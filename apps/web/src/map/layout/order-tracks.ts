import type { Trunk } from './trunks.ts';

/** Trunks of one channel that are nearer than this stand on different tracks. */
const APART = 10;
const PASSES = 6;
const CROSSING = 1;
/** Two edges on one line look like one edge. */
const UPON = 8;
const TROUBLED_TRACK = 1.6;

/** Gives the trunks of one channel tracks so that few cross and none lies upon another; says how many tracks it takes. */
export function orderTracks(trunks: readonly Trunk[]): number {
  let most = 0;
  for (const group of groupsOf(trunks)) {
    const order = sifted(group);
    const tracks = pack(order);
    for (const trunk of order) trunk.tracks = tracks;
    most = Math.max(most, tracks);
  }
  return most;
}

/** Trunks that are beside each other, directly or through others. */
function groupsOf(trunks: readonly Trunk[]): Trunk[][] {
  const groups: Trunk[][] = [];
  let bottom = -Infinity;
  for (const trunk of trunks.toSorted((a, b) => a.lo - b.lo || a.hi - b.hi)) {
    if (trunk.lo - APART > bottom) groups.push([]);
    groups.at(-1)?.push(trunk);
    bottom = Math.max(bottom, trunk.hi);
  }
  return groups;
}

/** Each trunk in turn goes where it crosses least. */
function sifted(group: readonly Trunk[]): Trunk[] {
  if (group.length === 1) return [...group];
  const costs = costsOf(group);
  let order = [...group.keys()];
  for (let pass = 0; pass < PASSES; pass++) {
    let hasMoved = false;
    for (const trunk of group.keys()) {
      const at = order.indexOf(trunk);
      const others = order.toSpliced(at, 1);
      let cost = others.reduce((sum, other) => sum + costs[trunk][other], 0);
      let best = { at: 0, cost };
      let own = at === 0 ? cost : Infinity;
      for (const [index, other] of others.entries()) {
        cost += costs[other][trunk] - costs[trunk][other];
        if (cost < best.cost) best = { at: index + 1, cost };
        if (index + 1 === at) own = cost;
      }
      if (best.cost >= own) continue;
      others.splice(best.at, 0, trunk);
      order = others;
      hasMoved = true;
    }
    if (!hasMoved) break;
  }
  return order.map((trunk) => group[trunk]);
}

/** What it costs that the first stands left of the second. */
function costsOf(group: readonly Trunk[]): Float32Array[] {
  const ends = group.map(({ lo, hi, left, right }) => ({ lo, hi, left: [...left], right: [...right] }));
  return ends.map((a) =>
    Float32Array.from(ends, (b) => (b.lo > a.hi + APART || b.hi < a.lo - APART ? 0 : costOf(a, b))),
  );
}

interface Ends {
  readonly lo: number;
  readonly hi: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

function costOf(a: Ends, b: Ends): number {
  let cost = 0;
  for (const y of a.right) {
    if (y > b.lo && y < b.hi) cost += CROSSING;
    for (const other of b.left) if (Math.abs(other - y) < 3) cost += UPON;
  }
  for (const y of b.left) if (y > a.lo && y < a.hi) cost += CROSSING;
  return cost;
}

/** As far left as the order allows. */
function pack(order: readonly Trunk[]): number {
  let most = 0;
  for (const [at, trunk] of order.entries()) {
    const width = trunk.isTroubled ? TROUBLED_TRACK : 1;
    let from = 0;
    for (const other of order.slice(0, at)) {
      if (other.lo > trunk.hi + APART || other.hi < trunk.lo - APART) continue;
      from = Math.max(from, other.track + (other.isTroubled ? TROUBLED_TRACK : 1) / 2);
    }
    trunk.track = from + width / 2;
    most = Math.max(most, from + width);
  }
  return most;
}
