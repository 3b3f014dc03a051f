import type { Arrangement, Place, RegionPart } from './arrangement.ts';
import { groundOf, measureBlock, nodeBlock, placeBlock, regionBlock } from './block.ts';
import type { Block } from './block.ts';
import type { GraphIndex } from './graph-index.ts';
import { weightedMedian } from './graph-index.ts';
import { TIGHT_CHANNEL } from './column-widths.ts';
import { compare } from './layers.ts';
import { HEAD_GAP, REGION_PAD, ROW_GAP } from './measures.ts';
import type { LayoutMemory } from './memory.ts';
import { Plot } from './plot.ts';
import { pinnedPlaces } from './pinned-places.ts';
import type { TopologyNode } from './topology.ts';

/** A node that stays where it was needs no more room than this around it. */
const KEPT_GAP = 4;
/** One column to the side costs as much as this many pixels up or down. */
const COLUMN_COST = 160;
const WIDENING_COST = 200;
/** A hole is better than other free ground. */
const HOLE_GAIN = 30;
const ANNEX_COLUMNS = 2;

/**
 * What is remembered stays. A new node takes a free place on the ground of its region; then the ground grows down as far
 * as nothing is in the way; then the region goes on in another part where there is room. Nothing is ever pushed.
 */
export function settle(graph: GraphIndex, memory: LayoutMemory): Arrangement {
  const plot = new Plot(memory.columns);
  for (const part of memory.regions) if (graph.members.has(part.key)) plot.addPart(part);
  const pins = pinnedPlaces(memory);
  const homeless: TopologyNode[] = [];
  for (const node of [...graph.nodes.values()].toSorted((a, b) => compare(a.key, b.key))) {
    const place = keptPlace(node, graph, memory, plot, pins.get(node.key));
    if (place === undefined) homeless.push(node);
    else plot.add(node.key, place, node.height, isAlone(node, graph));
  }
  const pinnedFirst = homeless.toSorted((a, b) => Number(pins.has(b.key)) - Number(pins.has(a.key)));
  const inside = pinnedFirst.filter(({ side }) => side === 'inside');
  const left = inside.filter(
    (node) => !isAlone(node, graph) && !onGround(node, graph, memory, plot, pins.get(node.key)),
  );
  for (const key of new Set(left.map(({ region }) => region))) {
    const region = graph.regions.get(key);
    const nodes = left.filter((node) => node.region === key);
    const number = 1 + Math.max(-1, ...plot.parts.filter((part) => part.key === key).map(({ part }) => part));
    if (region !== undefined)
      addBlock(
        regionBlock(region, nodes, graph, Math.min(ANNEX_COLUMNS, plot.columns - 2)),
        graph,
        memory,
        plot,
        number,
      );
  }
  for (const node of inside) {
    if (isAlone(node, graph)) addBlock(nodeBlock(node, graph), graph, memory, plot, 0, pins.get(node.key));
  }
  for (const node of pinnedFirst) if (node.side !== 'inside') addOutside(node, graph, plot, pins.get(node.key));
  const regions = plot.parts.filter((part) => [...plot.places].some(([key, place]) => isOn(key, place, part, graph)));
  return { columns: plot.columns, places: plot.places, regions };
}

const isAlone = (node: TopologyNode, graph: GraphIndex): boolean =>
  node.side !== 'inside' || !graph.members.has(node.region);

function isOn(key: string, { column, y }: Place, part: RegionPart, graph: GraphIndex): boolean {
  const isOwn = graph.nodes.get(key)?.region === part.key;
  return isOwn && column >= part.from && column < part.to && y > part.top && y < part.bottom;
}

/** Where it was, if it still fits there. */
function keptPlace(
  node: TopologyNode,
  graph: GraphIndex,
  memory: LayoutMemory,
  plot: Plot,
  pin: Place | undefined,
): Place | undefined {
  const place = Object.hasOwn(memory.places, node.key) ? memory.places[node.key] : undefined;
  if (place === undefined) return undefined;
  if (pin !== undefined && (pin.column !== place.column || Math.abs(pin.y - place.y) > 1)) return undefined;
  const region = isAlone(node, graph) ? '' : node.region;
  if (place.region !== region || columnsFor(node, plot.columns).every((column) => column !== place.column))
    return undefined;
  const top = place.y - node.height / 2;
  if (region === '') {
    const free = plot.freeBlockTop(place.column, place.column + 1, node.height, top, KEPT_GAP);
    return free === top ? place : undefined;
  }
  const part = plot.parts.find((ground) => isOn(node.key, place, ground, graph));
  if (part === undefined) return undefined;
  const head = graph.regions.get(region)?.headHeight ?? 0;
  const within = { lo: part.top + head, hi: part.bottom };
  return plot.freeCardTop(place.column, node.height, top, within, KEPT_GAP) === top ? place : undefined;
}

function columnsFor(node: TopologyNode, columns: number): number[] {
  if (node.side === 'callers') return [0];
  if (node.side === 'callees') return [columns - 1];
  return Array.from({ length: columns - 2 }, (_, at) => at + 1);
}

/** Level with its partners. */
function wishedPlace(
  keys: readonly string[],
  graph: GraphIndex,
  plot: Plot,
): { readonly column: number | undefined; readonly y: number } {
  const seats = keys.flatMap((key) =>
    (graph.partners.get(key) ?? []).flatMap(({ key: other, pull, isCaller }) => {
      const place = plot.places.get(other);
      return place === undefined ? [] : [{ place, pull, column: place.column + (isCaller ? 1 : -1) }];
    }),
  );
  const column = weightedMedian(seats.map((seat) => ({ at: seat.column, pull: seat.pull })));
  return { column, y: weightedMedian(seats.map(({ place, pull }) => ({ at: place.y, pull }))) ?? 0 };
}

/** A free place on the ground of its region, which grows down if need be. */
function onGround(
  node: TopologyNode,
  graph: GraphIndex,
  memory: LayoutMemory,
  plot: Plot,
  pin: Place | undefined,
): boolean {
  const head = graph.regions.get(node.region)?.headHeight ?? 0;
  const wish = pin ?? wishedPlace([node.key], graph, plot);
  let best:
    | { readonly place: Place; readonly cost: number; readonly part: RegionPart; readonly bottom: number }
    | undefined;
  for (const part of plot.parts.filter(({ key }) => key === node.region)) {
    const lo = part.top + head + HEAD_GAP;
    for (let column = part.from; column < part.to; column++) {
      if (pin === undefined && wideningCost(node.width, column, memory) > 0) continue;
      const aside = Math.abs(column - (wish.column ?? column)) * (pin === undefined ? 40 : 1000);
      const hole = pin === undefined ? holeAt(node, column, part, graph, memory, plot) : undefined;
      const wished = (hole ?? wish.y) - node.height / 2;
      const top = plot.freeCardTop(column, node.height, wished, { lo, hi: part.bottom - REGION_PAD });
      if (top !== undefined) {
        const cost = Math.abs(top - wished) / 10 + aside - (hole === undefined ? 0 : HOLE_GAIN);
        if (best === undefined || cost < best.cost)
          best = { place: { column, y: top + node.height / 2 }, cost, part, bottom: part.bottom };
        continue;
      }
      const gap = Math.max(ROW_GAP.least, memory.rowGap);
      const hi = plot.growthOf(part) - REGION_PAD;
      const below = plot.freeCardTop(column, node.height, part.bottom - REGION_PAD - node.height, { lo, hi }, gap);
      if (below === undefined) continue;
      const bottom = Math.max(part.bottom, below + node.height + REGION_PAD);
      const cost = 500 + bottom + aside;
      if (best === undefined || cost < best.cost)
        best = { place: { column, y: below + node.height / 2 }, cost, part, bottom };
    }
  }
  if (best === undefined) return false;
  if (best.bottom > best.part.bottom) plot.grow(best.part, best.bottom);
  plot.add(node.key, best.place, node.height, false);
  return true;
}

/** The middle of a place in a column that another one of the same region left. */
function holeAt(
  { height }: TopologyNode,
  column: number,
  part: RegionPart,
  graph: GraphIndex,
  memory: LayoutMemory,
  plot: Plot,
): number | undefined {
  const within = { lo: part.top + part.headHeight, hi: part.bottom };
  for (const [key, place] of Object.entries(memory.places)) {
    if (place.region !== part.key || place.column !== column || graph.nodes.has(key)) continue;
    const top = place.y - height / 2;
    if (plot.freeCardTop(column, height, top, within, KEPT_GAP) === top) return place.y;
  }
  return undefined;
}

/** The nearest free ground for a whole block; there always is some further down. */
function addBlock(block: Block, graph: GraphIndex, memory: LayoutMemory, plot: Plot, part: number, pin?: Place): void {
  const rowGap = Math.max(ROW_GAP.least, memory.rowGap);
  const { height } = measureBlock(block, rowGap);
  const keys = block.cells.map(({ node }) => node.key);
  const own = plot.parts.find(({ key }) => key === block.key);
  const wish = pin ?? (own === undefined ? wishedPlace(keys, graph, plot) : { column: own.from, y: own.bottom });
  const depth = plot.bottom;
  let best = { from: 1, top: depth, cost: Infinity };
  for (let from = 1; from + block.columns <= plot.columns - 1; from++) {
    const wished = Math.max(0, wish.y - height / 2);
    const top = plot.freeBlockTop(from, from + block.columns, height, wished);
    if (top === undefined) continue;
    const beyond = Math.max(0, top + height - depth) + Math.max(0, -top);
    const aside =
      Math.abs(from - (wish.column ?? from)) * (pin === undefined ? COLUMN_COST : 5000) +
      blockWideningCost(block, from, memory);
    const cost = Math.abs(top - wished) + aside + 2 * beyond;
    if (cost < best.cost) best = { from, top, cost };
  }
  const top = Math.round(best.top);
  const ground = groundOf(block, best.from, top, rowGap, part);
  if (ground !== undefined) plot.addPart(ground);
  for (const [at, [key, place]] of placeBlock(block, best.from, top, rowGap).entries()) {
    plot.add(key, place, block.cells[at].node.height, ground === undefined);
  }
}

/** A column that has to be wider pushes others aside. */
function wideningCost(width: number, column: number, { widths }: LayoutMemory): number {
  if (widths === undefined) return 0;
  const { columns, channels } = widths;
  const yielding = Math.max(0, channels[column] - TIGHT_CHANNEL) + Math.max(0, channels[column + 1] - TIGHT_CHANNEL);
  return Math.max(0, width - columns[column] - yielding) * WIDENING_COST;
}

function blockWideningCost({ region, columns, cells }: Block, from: number, memory: LayoutMemory): number {
  const head = region !== undefined && columns === 1 ? wideningCost(region.headWidth, from, memory) : 0;
  return cells.reduce((sum, { node, column }) => Math.max(sum, wideningCost(node.width, from + column, memory)), head);
}

function addOutside(node: TopologyNode, graph: GraphIndex, plot: Plot, pin: Place | undefined): void {
  const [column] = columnsFor(node, plot.columns);
  const y = pin?.y ?? wishedPlace([node.key], graph, plot).y;
  const top = plot.freeBlockTop(column, column + 1, node.height, y - node.height / 2, 10) ?? 0;
  plot.add(node.key, { column, y: top + node.height / 2 }, node.height, true);
}
