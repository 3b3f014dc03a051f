import type { Arranged, Viewport } from './arrange.ts';
import { arrangements } from './arrange.ts';
import type { Arrangement } from './arrangement.ts';
import type { Across } from './column-widths.ts';
import { acrossOf } from './column-widths.ts';
import { drawRoutes } from './draw-routes.ts';
import { findWays } from './find-ways.ts';
import type { GraphIndex } from './graph-index.ts';
import { indexOf, pullOf } from './graph-index.ts';
import { bottomOf, rightOf } from './box.ts';
import { compare } from './layers.ts';
import { MARGIN, READABLE, REGION_PAD, SIGHT_MARGIN } from './measures.ts';
import type { LayoutMemory } from './memory.ts';
import { NO_MEMORY, remembered } from './memory.ts';
import { orderTracks } from './order-tracks.ts';
import { outsidePlaces } from './outside-places.ts';
import { placeLabels } from './place-labels.ts';
import type { RunsOfWay } from './runs.ts';
import { levelRuns } from './runs.ts';
import type { Box, PlacedLabel, PlacedNode, PlacedRegion, Route, Scene } from './scene.ts';
import { settle } from './settle.ts';
import { streetsOf } from './streets.ts';
import type { Topology } from './topology.ts';
import type { Trunk } from './trunks.ts';
import { trunksOf } from './trunks.ts';

/** With more edges than this, those outside stay where their partners are. */
const LEVELLED_MOST = 300;
/** A larger map is never seen whole, however it is arranged. */
const TRIED_MOST = 120;
/** Another arrangement has to be so much better, in parts of its natural size. */
const BETTER = 0.03;
/** What a map loses that is not read as a whole, and with each troubled edge that says nothing. */
const UNREADABLE = 0.5;
const UNSAID = 0.06;

export interface LaidOut {
  readonly scene: Scene;
  readonly memory: LayoutMemory;
}

/**
 * Where everything stands and runs. The same arguments give the same answer. What is remembered stays where it is, for
 * people find things by where they were; only a young picture, in which nobody pinned anything, is arranged anew rather
 * than have a namespace in two parts or be larger than the window.
 */
export function layOut(topology: Topology, viewport: Viewport, memory: LayoutMemory, isYoung = false): LaidOut {
  const graph = indexOf(topology);
  const { level } = topology;
  const isKnown = memory.columns > 2 && graph.nodes.size <= 2 * memory.arranged;
  if (!isKnown) return anew(graph, level, viewport, memory);
  const kept = drawn(graph, level, viewport, settle(graph, memory), memory);
  if (!isYoung || Object.keys(memory.pins).length > 0) return kept;
  const isApart = new Set(kept.scene.regions.map(({ key }) => key)).size < kept.scene.regions.length;
  const isLarge = fitOf(kept.scene, viewport) < READABLE && graph.nodes.size <= TRIED_MOST;
  if (!isApart && !isLarge) return kept;
  const fresh = anew(graph, level, viewport, memory);
  return isApart || fitOf(fresh.scene, viewport) >= READABLE ? fresh : kept;
}

/** What cannot be seen whole, or has no room for its labels, is tried in other numbers of columns. */
function anew(graph: GraphIndex, level: Topology['level'], viewport: Viewport, memory: LayoutMemory): LaidOut {
  const troubled = new Set(graph.edges.flatMap(({ key, isTroubled }) => (isTroubled ? [key] : [])));
  let best: { readonly found: LaidOut; readonly worth: number } | undefined;
  for (const arranged of arrangements(graph, viewport)) {
    const { arrangement, start } = begun(graph, viewport, memory, arranged);
    const found = drawn(graph, level, viewport, arrangement, start);
    const fit = Math.min(1, fitOf(found.scene, viewport));
    const unsaid = found.scene.unlabelled.filter((key) => troubled.has(key)).length;
    const worth = fit - (fit < READABLE ? UNREADABLE : 0) - unsaid * UNSAID;
    if (best === undefined || worth > best.worth + BETTER) best = { found, worth };
    if (graph.nodes.size > TRIED_MOST || (fit >= READABLE && unsaid === 0)) break;
  }
  if (best === undefined) throw new Error('nothing was arranged');
  return best.found;
}

/** How large all of it is seen. */
function fitOf({ bounds }: Scene, { width, height }: Viewport): number {
  return Math.min((width - 2 * SIGHT_MARGIN) / bounds.width, (height - 2 * SIGHT_MARGIN) / bounds.height);
}

function drawn(
  graph: GraphIndex,
  level: Topology['level'],
  viewport: Viewport,
  arrangement: Arrangement,
  start: LayoutMemory,
): LaidOut {
  const runsOfWay = routed(graph, arrangement);
  const trunksOfWay = trunksOf(runsOfWay, (key) => arrangement.places.get(key)?.column ?? 0);
  const tracks = orderedTracks([...trunksOfWay.values()].flat(), arrangement.columns);
  const { across, kept } = acrossOf(arrangement, graph, tracks, viewport.width, start.widths);
  const nodes = placedNodes(graph, arrangement, across);
  const regions = placedRegions(arrangement, across);
  const boxes = new Map(nodes.map(({ key, box }) => [key, box]));
  const routes = drawRoutes(runsOfWay, trunksOfWay, across, boxes);
  const heads = regions.map(({ box }, at) => ({ ...box, height: arrangement.regions[at].headHeight }));
  const labelled = placeLabels(graph.edges, routes, [...boxes.values(), ...heads], start.labels);
  const bounds = boundsOf(nodes, regions, routes, labelled.labels);
  const scene: Scene = {
    level,
    bounds,
    insideLeft: across.columns[0].hi,
    insideRight: insideRightOf(across, bounds),
    regions: regions.toSorted((a, b) => compare(a.key, b.key)),
    nodes: nodes.toSorted((a, b) => compare(a.key, b.key)),
    routes: routes.toSorted((a, b) => compare(a.key, b.key)),
    labels: labelled.labels,
    unlabelled: labelled.unlabelled,
  };
  return { scene, memory: remembered(start, arrangement, graph, { widths: kept, labels: labelled.kept }) };
}

/** What a new arrangement begins with: those outside beside their edges, and what a person pinned where they put it. */
function begun(
  graph: GraphIndex,
  viewport: Viewport,
  memory: LayoutMemory,
  { arrangement: first, rowGap }: Arranged,
): { readonly arrangement: Arrangement; readonly start: LayoutMemory } {
  const arrangement = levelOutside(graph, first);
  const start = { ...NO_MEMORY, pins: memory.pins, rowGap, arranged: graph.nodes.size };
  if (Object.keys(memory.pins).length === 0) return { arrangement, start };
  const noTracks = Array.from({ length: arrangement.columns + 1 }, () => 0);
  const { kept } = acrossOf(arrangement, graph, noTracks, viewport.width, undefined);
  return { arrangement: settle(graph, remembered(start, arrangement, graph, { widths: kept, labels: {} })), start };
}

function routed(graph: GraphIndex, arrangement: Arrangement): RunsOfWay {
  return levelRuns(findWays(graph, arrangement, streetsOf(arrangement, graph)), graph, arrangement);
}

/** Those outside stand where their edges come, now that it is known where these run. */
function levelOutside(graph: GraphIndex, arrangement: Arrangement): Arrangement {
  if (graph.edges.length > LEVELLED_MOST) return arrangement;
  const arrivals = new Map<string, { at: number; pull: number }[]>();
  const add = (key: string, at: number, pull: number) => {
    if (graph.nodes.get(key)?.side === 'inside') return;
    const known = arrivals.get(key);
    if (known === undefined) arrivals.set(key, [{ at, pull }]);
    else known.push({ at, pull });
  };
  for (const [{ edge }, runs] of routed(graph, arrangement)) {
    if (runs.length < 2) continue;
    add(edge.source, runs[1].y, pullOf(edge));
    add(edge.destination, runs[runs.length - 2].y, pullOf(edge));
  }
  return { ...arrangement, places: outsidePlaces(arrangement, graph, arrivals) };
}

function orderedTracks(trunks: readonly (Trunk | undefined)[], columns: number): number[] {
  const channels = Array.from({ length: columns + 1 }, () => new Set<Trunk>());
  for (const trunk of trunks) if (trunk !== undefined) channels[trunk.channel].add(trunk);
  return channels.map((own) => orderTracks([...own]));
}

function placedNodes(graph: GraphIndex, { places, columns }: Arrangement, across: Across): PlacedNode[] {
  return [...places].flatMap(([key, { column, y }]) => {
    const node = graph.nodes.get(key);
    if (node === undefined) return [];
    const { lo, hi } = across.columns[column];
    const free = hi - lo - node.width;
    const left = Math.round(column === columns - 1 ? lo : column === 0 ? hi - node.width : lo + free / 2);
    const box = { left, top: y - node.height / 2, width: node.width, height: node.height };
    return [{ key, region: graph.members.has(node.region) ? node.region : '', box }];
  });
}

function placedRegions({ regions }: Arrangement, { columns }: Across): PlacedRegion[] {
  return regions.map(({ key, from, to, top, bottom }) => {
    const left = Math.round(columns[from].lo) - REGION_PAD;
    return { key, box: { left, top, width: Math.round(columns[to - 1].hi) + REGION_PAD - left, height: bottom - top } };
  });
}

/** Just before the callees outside; the whole map is inside when there are none. */
function insideRightOf({ columns }: Across, bounds: Box): number {
  const { lo, hi } = columns[columns.length - 1];
  return lo === hi ? rightOf(bounds) : lo - REGION_PAD / 2;
}

function boundsOf(
  nodes: readonly PlacedNode[],
  regions: readonly PlacedRegion[],
  routes: readonly Route[],
  labels: readonly PlacedLabel[],
): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (box: Box) => {
    left = Math.min(left, box.left);
    top = Math.min(top, box.top);
    right = Math.max(right, rightOf(box));
    bottom = Math.max(bottom, bottomOf(box));
  };
  for (const { box } of [...nodes, ...regions, ...labels]) add(box);
  for (const { points } of routes) for (const { x, y } of points) add({ left: x, top: y, width: 0, height: 0 });
  if (left > right) return { left: 0, top: 0, width: 2 * MARGIN, height: 2 * MARGIN };
  left -= MARGIN;
  top -= MARGIN;
  return { left, top, width: right + MARGIN - left, height: bottom + MARGIN - top };
}
