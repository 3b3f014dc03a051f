import type { Arrangement } from './arrangement.ts';
import type { Way } from './find-ways.ts';
import type { GraphIndex } from './graph-index.ts';
import { weightedMedian } from './graph-index.ts';
import { compare } from './layers.ts';
import { LANE_STEP } from './measures.ts';
import { portRange } from './ports.ts';
import type { Gap } from './streets.ts';
import type { Side } from './way-search.ts';

/**
 * A horizontal piece of one or more edges: a port at the side of a node, or a lane in a gap. Quiet edges out of one
 * node share a port, and so do those into one; troubled edges share with nobody.
 */
export interface Run {
  readonly key: string;
  /** Runs of one container stand one below the other. */
  readonly container: string;
  readonly lo: number;
  readonly hi: number;
  /** Room it wants above and below. */
  readonly step: number;
  /** Middle of an end outside or of a small card: who ends there alone does so in the middle. */
  readonly middle: number | undefined;
  y: number;
  /** Runs before and after it on the same edges. */
  readonly links: { readonly run: Run; readonly pull: number }[];
}

/** The runs of each way, from its source to its destination; empty for upright ones. */
export type RunsOfWay = ReadonlyMap<Way, readonly Run[]>;

const SWEEPS = { usual: 10, large: 5 } as const;
/** With more runs than this there are fewer sweeps. */
const LARGE = 800;
/** A sweep that moves nothing by more than this is the last. */
const STILL = 0.25;
/** A bend that goes up or down less than this is made straight if there is room. */
const JOG = 18;
/** Two runs of one container are never brought nearer than this. */
const NEAREST = 5;
/** Height of a card at which an edge off the middle looks like a mistake. */
const SMALL = 28;

/** Gives every edge its runs, each at a height that makes as many ways straight as possible. */
export function levelRuns(ways: readonly Way[], graph: GraphIndex, arrangement: Arrangement): RunsOfWay {
  const runs = new Map<string, Run>();
  const runsOfWay = new Map<Way, readonly Run[]>();
  const lanes = sharedLanes(ways);
  for (const way of ways) {
    const { edge } = way;
    if (way.kind === 'upright') {
      runsOfWay.set(way, []);
      continue;
    }
    const own = [
      portOf(runs, way, 'source', graph, arrangement),
      ...way.gaps.map((gap) => laneOf(runs, gap, lanes.get(gap.id)?.get(edge.key) ?? edge.key, edge.isTroubled)),
      portOf(runs, way, 'destination', graph, arrangement),
    ];
    for (let at = 1; at < own.length - 1; at++) {
      const run = own[at];
      if (run.links.length === 0) run.y = Math.min(Math.max(own[at - 1].y, run.lo), run.hi);
    }
    const pull = edge.isTroubled ? 4 : 1;
    for (let at = 1; at < own.length; at++) {
      own[at - 1].links.push({ run: own[at], pull });
      own[at].links.push({ run: own[at - 1], pull });
    }
    runsOfWay.set(way, own);
  }
  settle([...runs.values()]);
  return runsOfWay;
}

function portOf(
  runs: Map<string, Run>,
  way: Way & { readonly kind: 'lanes' },
  end: 'source' | 'destination',
  graph: GraphIndex,
  { places }: Arrangement,
): Run {
  const { edge } = way;
  const key = edge[end];
  const side: Side = end === 'source' ? way.out : way.into;
  const node = graph.nodes.get(key);
  const place = places.get(key);
  if (node === undefined || place === undefined) throw new Error(`${key} has no place`);
  const range = portRange(node, place, end === 'source' ? -1 : edge.destinationRow);
  const row = range.lo === range.hi ? ` ${range.lo}` : '';
  const container = `${side} of ${key}${row}`;
  const name = edge.isTroubled ? `${container} ${end} of ${edge.key}` : `${container} ${end}`;
  const isSmall = node.side !== 'inside' || (node.rows === 0 && node.height <= SMALL);
  return runAt(runs, name, container, range, edge.isTroubled, isSmall ? place.y : undefined);
}

function laneOf(runs: Map<string, Run>, gap: Gap, company: string, isTroubled: boolean): Run {
  return runAt(runs, `gap ${gap.id} ${company}`, `gap ${gap.id}`, gap, isTroubled);
}

function runAt(
  runs: Map<string, Run>,
  key: string,
  container: string,
  { lo, hi }: { readonly lo: number; readonly hi: number },
  isTroubled: boolean,
  middle?: number,
): Run {
  const known = runs.get(key);
  if (known !== undefined) return known;
  const step = isTroubled ? LANE_STEP.troubled : LANE_STEP.quiet;
  const run: Run = { key, container, lo, hi, step, y: (lo + hi) / 2, middle, links: [] };
  runs.set(key, run);
  return run;
}

/** By gap, the company in which each quiet edge crosses it: all from one source, or all to one destination. */
function sharedLanes(ways: readonly Way[]): Map<number, Map<string, string>> {
  const crossing = new Map<number, { readonly gap: Gap; readonly ways: Way[] }>();
  for (const way of ways) {
    if (way.kind === 'upright' || way.edge.isTroubled) continue;
    for (const gap of way.gaps) {
      const known = crossing.get(gap.id);
      if (known === undefined) crossing.set(gap.id, { gap, ways: [way] });
      else known.ways.push(way);
    }
  }
  const lanes = new Map<number, Map<string, string>>();
  for (const [id, { gap, ways: all }] of crossing) lanes.set(id, companies(all, gap));
  return lanes;
}

function companies(ways: readonly Way[], gap: Gap): Map<string, string> {
  const found = new Map<string, string>();
  let left = [...ways];
  const most = Math.max(1, Math.floor((gap.hi - gap.lo) / LANE_STEP.quiet) + 1);
  for (let lane = 1; left.length > 0; lane++) {
    const counts = new Map<string, number>();
    for (const { edge } of left) {
      for (const name of [`from ${edge.source}`, `to ${edge.destination}`])
        counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const [name] = [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && compare(b[0], a[0]) < 0) ? b : a));
    const isLast = lane >= most;
    for (const { edge } of left) {
      if (isLast || name === `from ${edge.source}` || name === `to ${edge.destination}`) found.set(edge.key, name);
    }
    left = left.filter(({ edge }) => !found.has(edge.key));
  }
  return found;
}

/** Every run goes level with the runs before and after it, as well as those of its container allow. */
function settle(runs: readonly Run[]): void {
  const containers = new Map<string, Run[]>();
  for (const run of runs.toSorted((a, b) => compare(a.key, b.key))) {
    const others = containers.get(run.container);
    if (others === undefined) containers.set(run.container, [run]);
    else others.push(run);
  }
  const sweeps = runs.length > LARGE ? SWEEPS.large : SWEEPS.usual;
  const movable = [...containers.values()].filter(([{ lo, hi }]) => lo < hi);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0;
    for (const members of movable) {
      const before = members.map(({ y }) => y);
      const wishes = members.map((run) => ({ run, y: wishedY(run) }));
      spreadRuns(wishes.length === 1 ? wishes : wishes.toSorted((a, b) => a.y - b.y));
      for (const [at, { y }] of members.entries()) moved = Math.max(moved, Math.abs(y - before[at]));
    }
    if (moved < STILL) break;
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let hasMoved = false;
    for (const run of runs) hasMoved = straighten(run, containers.get(run.container) ?? []) || hasMoved;
    if (!hasMoved) break;
  }
  centre(runs, containers);
}

/** Level with most of its links. Nearly all runs have one or two, for which nothing is sorted. */
function wishedY({ links, y }: Run): number {
  if (links.length === 1) return links[0].run.y;
  if (links.length === 2) {
    const [upper, lower] = links[0].run.y <= links[1].run.y ? links : [links[1], links[0]];
    return upper.pull >= lower.pull ? upper.run.y : lower.run.y;
  }
  return weightedMedian(links.map(({ run, pull }) => ({ at: run.y, pull }))) ?? y;
}

function spreadRuns(wishes: readonly { readonly run: Run; readonly y: number }[]): void {
  const { lo, hi } = wishes[0].run;
  const wanted = wishes.slice(1).reduce((sum, { run }, at) => sum + Math.max(run.step, wishes[at].run.step), 0);
  const share = wanted === 0 ? 1 : Math.min(1, (hi - lo) / wanted);
  const steps = wishes.map(({ run }, at) => (at === 0 ? 0 : Math.max(run.step, wishes[at - 1].run.step) * share));
  let least = -Infinity;
  for (const [at, { run, y }] of wishes.entries()) {
    run.y = Math.max(Math.min(Math.max(y, lo), hi), least + steps[at]);
    least = run.y;
  }
  let most = hi;
  for (let at = wishes.length - 1; at >= 0; at--) {
    const { run } = wishes[at];
    run.y = Math.min(run.y, most);
    most = run.y - steps[at];
  }
}

/** Takes the height of a run before or after it if that leaves fewer bends, and no other run of the container is there. */
function straighten(run: Run, members: readonly Run[]): boolean {
  let best = { y: run.y, cost: bendCost(run, run.y) };
  for (const { run: other } of run.links) {
    if (other.y === run.y || other.y < run.lo || other.y > run.hi) continue;
    const cost = bendCost(run, other.y);
    if (cost >= best.cost - 0.001) continue;
    if (members.every((member) => member === run || keepsOrder(member, run, other.y))) best = { y: other.y, cost };
  }
  if (best.y === run.y) return false;
  run.y = best.y;
  return true;
}

function bendCost(run: Run, y: number): number {
  return run.links.reduce((sum, { run: other, pull }) => sum + pull * bendCostTo(Math.abs(other.y - y)), 0);
}

/** A short bend looks like a mistake. */
function bendCostTo(away: number): number {
  return away === 0 ? 0 : away < JOG ? 2.5 : 1 + away / 200;
}

/** Who is alone at a small end goes to its middle, and what runs straight on from there comes along. */
function centre(runs: readonly Run[], containers: ReadonlyMap<string, readonly Run[]>): void {
  const membersOf = (run: Run) => containers.get(run.container) ?? [];
  const isAlone = (run: Run) => run.middle !== undefined && membersOf(run).length === 1;
  for (const run of runs) {
    const { middle } = run;
    if (middle === undefined || run.y === middle || !isAlone(run)) continue;
    for (const group of [levelWith(run), new Set([run])]) {
      const mayMove = [...group].every(
        (member) =>
          middle >= member.lo &&
          middle <= member.hi &&
          (member === run || !isAlone(member) || member.y !== member.middle) &&
          membersOf(member).every((other) => other === member || keepsOrder(other, member, middle)),
      );
      if (!mayMove || costAt(group, middle) > costAt(group, run.y) + 0.1) continue;
      for (const member of group) member.y = middle;
      break;
    }
  }
}

/** A run and all that are joined to it without a bend. */
function levelWith(run: Run): Set<Run> {
  const group = new Set([run]);
  for (const member of group) for (const { run: next } of member.links) if (next.y === run.y) group.add(next);
  return group;
}

function costAt(group: ReadonlySet<Run>, y: number): number {
  let cost = 0;
  for (const { links } of group) {
    for (const { run, pull } of links) if (!group.has(run)) cost += pull * bendCostTo(Math.abs(run.y - y));
  }
  return cost;
}

function keepsOrder(member: Run, run: Run, y: number): boolean {
  return Math.sign(member.y - run.y) === Math.sign(member.y - y) && Math.abs(member.y - y) >= NEAREST;
}
