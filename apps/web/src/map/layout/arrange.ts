import type { Arrangement, Place, RegionPart } from './arrangement.ts';
import { alignStack } from './align-stack.ts';
import type { Block } from './block.ts';
import { groundOf, measureBlock, nodeBlock, placeBlock, regionBlock } from './block.ts';
import type { GraphIndex } from './graph-index.ts';
import { improvePacking } from './improve-packing.ts';
import { compare, layersOf } from './layers.ts';
import { BLOCK_GAP, CHANNEL_PAD, MARGIN, ROW_GAP } from './measures.ts';
import { outsidePlaces } from './outside-places.ts';
import type { Packing } from './packing.ts';
import { PackingCost } from './packing-cost.ts';
import { pack, withOwnBlocks } from './packing.ts';
import type { TopologyNode } from './topology.ts';

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

const INSIDE_COLUMNS_MOST = 28;
const CHANNEL_USUAL = 2 * CHANNEL_PAD + 24;
/** A map that is smaller than the screen may be shown this much larger. */
const ZOOM_MOST = 1.05;
const NEARLY = 0.96;
const IMPROVED_MOST = 3;

/** Everything from nothing: regions by layers into columns so that the whole is seen as large as possible. */
export function arrange(graph: GraphIndex, viewport: Viewport): Arranged {
  const inside = [...graph.nodes.values()].filter(({ side }) => side === 'inside');
  const candidates: Candidate[] = [];
  let widestBefore = 0;
  for (const widest of [2, 3, 4, 6, 12]) {
    const blocks = blocksOf(graph, inside, widest);
    if (blocks.length === 0) return empty(graph);
    const widestBlock = Math.max(...blocks.map(({ columns }) => columns));
    if (widestBlock === widestBefore) break;
    widestBefore = widestBlock;
    candidates.push(...candidatesOf(blocks, graph, viewport));
  }
  return spread(bestOf(candidates, graph), graph, viewport);
}

/** An arrangement, and the gap between rows that made it fill the viewport. */
export interface Arranged {
  readonly arrangement: Arrangement;
  readonly rowGap: number;
}

interface Candidate {
  readonly packing: Packing;
  readonly zoom: number;
  readonly heightMost: number;
}

/** Of those that are seen nearly as large as any, the few with the shortest ways are improved; the best one wins. */
function bestOf(candidates: readonly Candidate[], graph: GraphIndex): Packing {
  const largest = Math.max(...candidates.map(({ zoom }) => zoom));
  const promising = candidates
    .filter(({ zoom }) => zoom >= largest * NEARLY)
    .map((candidate) => ({ ...candidate, cost: costOf(candidate.packing, graph, candidate.heightMost) }))
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, IMPROVED_MOST);
  const improved = promising.map(({ packing, heightMost }) => {
    const room = Math.max(heightMost, packing.height);
    // Rows are put in order in place, so that each candidate has its own blocks.
    const better = improvePacking(withOwnBlocks(packing), graph, room);
    return { better, cost: costOf(better, graph, room) };
  });
  return improved.reduce((a, b) => (b.cost < a.cost ? b : a)).better;
}

const costOf = (packing: Packing, graph: GraphIndex, heightMost: number): number =>
  new PackingCost(packing, graph, heightMost).costOf(packing);

function empty(graph: GraphIndex): Arranged {
  return { rowGap: ROW_GAP.least, arrangement: withOutside({ columns: 2, places: new Map(), regions: [] }, graph) };
}

/** The blocks in every number of columns that makes sense. */
function candidatesOf(blocks: readonly Block[], graph: GraphIndex, viewport: Viewport): Candidate[] {
  const layers = layersOfBlocks(blocks, graph);
  const least = Math.max(...blocks.map(({ columns }) => columns));
  const most = blocks.reduce((sum, { columns }) => sum + columns, 0);
  const gaps = { row: ROW_GAP.least + 2, block: BLOCK_GAP.least + 4 };
  const heights = new Map(blocks.map((block) => [block.key, measureBlock(block, gaps.row).height]));
  const widths = widthsOf(blocks, graph);
  const found: Candidate[] = [];
  for (let columns = least; columns <= Math.min(INSIDE_COLUMNS_MOST, most); columns++) {
    const width = columns * widths.column + widths.outside + (columns + 1) * CHANNEL_USUAL + 2 * MARGIN;
    const heightMost = viewport.height / Math.min(ZOOM_MOST, viewport.width / width) - 2 * MARGIN;
    const packing = pack({ blocks, heights, layers, columns, gaps, heightMost });
    const zoom = Math.min(ZOOM_MOST, viewport.width / width, viewport.height / (packing.height + 2 * MARGIN));
    found.push({ packing, zoom, heightMost });
  }
  return found;
}

function blocksOf(graph: GraphIndex, inside: readonly TopologyNode[], widest: number): Block[] {
  const blocks: Block[] = [];
  for (const [key, nodes] of graph.members) {
    const region = graph.regions.get(key);
    if (region !== undefined) blocks.push(regionBlock(region, nodes, graph, columnsOf(nodes.length, widest)));
  }
  for (const node of inside) if (!graph.members.has(node.region)) blocks.push(nodeBlock(node));
  return blocks.toSorted((a, b) => compare(a.key, b.key));
}

function columnsOf(nodes: number, widest: number): number {
  const wished = nodes === 1 ? 1 : nodes <= 8 ? 2 : nodes <= 18 ? 3 : nodes <= 40 ? 4 : Math.ceil(Math.sqrt(nodes / 2));
  return Math.min(wished, widest);
}

function layersOfBlocks(blocks: readonly Block[], graph: GraphIndex): Map<string, number> {
  const blockOf = new Map(blocks.flatMap(({ key, cells }) => cells.map(({ node }) => [node.key, key] as const)));
  const calls = graph.edges.flatMap((edge) => {
    const from = blockOf.get(edge.source);
    const to = blockOf.get(edge.destination);
    return from === undefined || to === undefined ? [] : [{ from, to, weight: edge.weight }];
  });
  return layersOf(
    blocks.map(({ key }) => key),
    calls,
  );
}

/** How wide a usual column inside is, and both columns outside. */
function widthsOf(blocks: readonly Block[], graph: GraphIndex): { readonly column: number; readonly outside: number } {
  const cards = blocks.flatMap(({ cells }) => cells.map(({ node }) => node.width)).toSorted((a, b) => a - b);
  const most = { callers: 0, inside: 0, callees: 0 };
  for (const { side, width } of graph.nodes.values()) most[side] = Math.max(most[side], width);
  return { column: cards[Math.floor(cards.length * 0.8)] ?? 0, outside: most.callers + most.callees };
}

/** Gaps take what height there is; then everything goes level with its partners, and the outside beside it. */
function spread(packing: Packing, graph: GraphIndex, viewport: Viewport): Arranged {
  let best = packing;
  const steps = ROW_GAP.most - ROW_GAP.least;
  for (let step = 0; step <= steps; step++) {
    const blockGap = Math.min(BLOCK_GAP.most, BLOCK_GAP.least + step);
    const roomier = packing.again(ROW_GAP.least + step, blockGap);
    if (step === 0 || roomier.height + 2 * MARGIN <= viewport.height) best = roomier;
  }
  const tops = alignStack(best, graph, Math.max(best.height, viewport.height - 2 * MARGIN));
  const places = new Map<string, Place>();
  const regions: RegionPart[] = [];
  for (const [at, { block, from }] of best.stack.entries()) {
    for (const [key, place] of placeBlock(block, from + 1, tops[at], best.rowGap)) places.set(key, place);
    const ground = groundOf(block, from + 1, tops[at], best.rowGap);
    if (ground !== undefined) regions.push(ground);
  }
  return { rowGap: best.rowGap, arrangement: withOutside({ columns: best.columns + 2, places, regions }, graph) };
}

function withOutside(arrangement: Arrangement, graph: GraphIndex): Arrangement {
  return { ...arrangement, places: outsidePlaces(arrangement, graph) };
}
