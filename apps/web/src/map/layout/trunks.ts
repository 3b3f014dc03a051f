import type { Way } from './find-ways.ts';
import type { Run, RunsOfWay } from './runs.ts';

/** A vertical piece in a channel, of one edge or of several that share a port or a lane. */
export interface Trunk {
  readonly channel: number;
  readonly isTroubled: boolean;
  lo: number;
  hi: number;
  /** Heights at which something leaves it to the left and to the right. */
  readonly left: Set<number>;
  readonly right: Set<number>;
  /** Position among the tracks of its channel, and how many there are where it runs. */
  track: number;
  tracks: number;
}

/** Steps of a way: between its runs, each in its channel; undefined where both runs are level. */
export type TrunksOfWay = ReadonlyMap<Way, readonly (Trunk | undefined)[]>;

interface Bend {
  readonly way: Way;
  readonly channel: number;
  readonly from: Run;
  readonly to: Run;
  readonly isFromLeft: boolean;
  readonly isToLeft: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Quiet edges out of one node share their first trunk, quiet edges into one node the last. */
export function trunksOf(runsOfWay: RunsOfWay, columnOf: (key: string) => number): TrunksOfWay {
  const bends = [...runsOfWay].flatMap(([way, runs]) => bendsOf(way, runs, columnOf));
  const fans = new Map<string, number>();
  for (const { way, channel, from, to } of bends) {
    if (way.edge.isTroubled) continue;
    for (const name of [`${channel} ${from.key}`, `${channel} ${to.key}`]) fans.set(name, (fans.get(name) ?? 0) + 1);
  }
  const trunks = new Map<string, Trunk>();
  const trunksOfWay = new Map<Way, (Trunk | undefined)[]>();
  for (const bend of bends) {
    const { way, channel, from, to } = bend;
    const own = trunksOfWay.get(way) ?? [];
    trunksOfWay.set(way, own);
    if (from.y === to.y) {
      own.push(undefined);
      continue;
    }
    const name = way.edge.isTroubled ? `${channel} edge ${way.edge.key}` : companyOf(bend, fans);
    const trunk = trunks.get(name) ?? newTrunk(channel, way.edge.isTroubled, from.y);
    trunks.set(name, trunk);
    trunk.lo = Math.min(trunk.lo, from.y, to.y);
    trunk.hi = Math.max(trunk.hi, from.y, to.y);
    (bend.isFromLeft ? trunk.left : trunk.right).add(from.y);
    (bend.isToLeft ? trunk.left : trunk.right).add(to.y);
    own.push(trunk);
  }
  return trunksOfWay;
}

function companyOf({ channel, from, to, isFirst, isLast }: Bend, fans: ReadonlyMap<string, number>): string {
  const byFrom = `${channel} ${from.key}`;
  const byTo = `${channel} ${to.key}`;
  if (isFirst === isLast) return (fans.get(byTo) ?? 0) > (fans.get(byFrom) ?? 0) ? byTo : byFrom;
  return isFirst ? byFrom : byTo;
}

function newTrunk(channel: number, isTroubled: boolean, y: number): Trunk {
  return { channel, isTroubled, lo: y, hi: y, left: new Set(), right: new Set(), track: 0, tracks: 1 };
}

function bendsOf(way: Way, runs: readonly Run[], columnOf: (key: string) => number): Bend[] {
  if (way.kind === 'upright') return [];
  const channels = channelsOf(way, columnOf);
  return channels.map((channel, at) => {
    const before = at === 0 ? columnOf(way.edge.source) : way.gaps[at - 1].column;
    const after = at === channels.length - 1 ? columnOf(way.edge.destination) : way.gaps[at].column;
    return {
      way,
      channel,
      from: runs[at],
      to: runs[at + 1],
      isFromLeft: before < channel,
      isToLeft: after < channel,
      isFirst: at === 0,
      isLast: at === channels.length - 1,
    };
  });
}

/** The channels of a way, in its order. */
export function channelsOf(way: Way & { readonly kind: 'lanes' }, columnOf: (key: string) => number): number[] {
  let channel = columnOf(way.edge.source) + (way.out === 'right' ? 1 : 0);
  const channels = [channel];
  for (const { column } of way.gaps) {
    channel = column === channel ? column + 1 : column;
    channels.push(channel);
  }
  return channels;
}
