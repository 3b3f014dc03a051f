import type { Arrangement, Place, RegionPart } from './arrangement.ts';
import { alignStack } from './align-stack.ts';
import type { Block } from './block.ts';
import { groundOf, measureBlock, nodeBlock, placeBlock, regionBlock } from './block.ts';
import type { GraphIndex } from './graph-index.ts';
import { improvePacking } from './improve-packing.ts';
import { compare, layersOf } from './layers.ts';
import { BLOCK_GAP, MARGIN, READABLE, ROW_GAP, SIGHT_MARGIN } from './measures.ts';
import { outsidePlaces } from './outside-places.ts';
import type { Packing } from './packing.ts';
import { PackingCost } from './packing-cost.ts';
import { pack, withOwnBlocks } from './packing.ts';
import { roomiest } from './roomy-gaps.ts';
import type { TopologyNode } from './topology.ts';

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

const INSIDE_COLUMNS_MOST = 28;
const CHANNEL_USUAL = 50;
/** A map that is smaller than the screen may be shown this much larger. */
const ZOOM_MOST = 1.05;
/** Seen so nearly as large as the largest, short ways count for more. */
const NEARLY = 0.88;
const IMPROVED_MOST = 3;
/** Of a map with more nodes than this fewer arrangements are tried, and only the best one is improved. */
const LARGE = 300;
const WIDEST = { tried: [2, 3, 4, 6, 12], large: [3, 6, 12] } as const;
/** What is so many times as high as could be read is never read as a whole. */
const HARDLY = 1.3;

/** Arrangements besides the best one. */
const OTHERS_MOST = 3;

/**
 * Everything from nothing: regions by layers into columns so that the whole is seen as large as possible. The best
 * comes first. Those after it have regions of a single column, or other numbers of columns, and are worth a try where the
 * best does not fit: how wide a map gets is known only when its edges are routed.
 */
export function* arrangements(graph: GraphIndex, viewport: Viewport): Generator<Arranged> {
  const inside = [...graph.nodes.values()].filter(({ side }) => side === 'inside');
  const candidates: Candidate[] = [];
  const known = new Map<string, Block>();
  let widestBefore = 0;
  for (const widest of graph.nodes.size > LARGE ? WIDEST.large : WIDEST.tried) {
    const blocks = blocksOf(graph, inside, widest, known);
    if (blocks.length === 0) return yield empty(graph);
    const widestBlock = Math.max(...blocks.map(({ columns }) => columns));
    if (widestBlock === widestBefore) break;
    widestBefore = widestBlock;
    candidates.push(...candidatesOf(blocks, graph, viewport));
  }
  const best = bestOf(candidates, graph, viewport);
  yield spread(best, graph, viewport);
  // The same with all the height that can still be read, for labels that found no room.
  yield spread(best, graph, { ...viewport, height: viewport.height / (READABLE + 0.01) });
  const slim = candidatesOf(blocksOf(graph, inside, 1, known), graph, viewport);
  const narrowest = slim.toSorted((a, b) => b.zoom - a.zoom).slice(0, 1);
  const others = candidates.filter(({ packing }) => packing.columns !== best.columns);
  for (const candidate of [...narrowest, ...others.toSorted((a, b) => b.zoom - a.zoom)].slice(0, OTHERS_MOST)) {
    yield spread(bestOf([candidate], graph, viewport), graph, viewport);
  }
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
function bestOf(candidates: readonly Candidate[], graph: GraphIndex, viewport: Viewport): Packing {
  const largest = Math.max(...candidates.map(({ zoom }) => zoom));
  const promising = candidates
    .filter(({ zoom }) => zoom >= largest * NEARLY)
    .map((candidate) => ({ ...candidate, cost: costOf(candidate.packing, graph, candidate.heightMost) }))
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, graph.nodes.size > LARGE ? 1 : IMPROVED_MOST);
  const improved = promising.map(({ packing, heightMost }) => {
    // What can nearly be read as a whole is made lower; what never can is at least not made higher.
    const readable = (viewport.height - 2 * SIGHT_MARGIN) / READABLE - 2 * MARGIN;
    const isHopeless = packing.height > readable * HARDLY;
    const room = isHopeless ? packing.height : Math.max(heightMost, Math.min(packing.height, readable));
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
  const step = graph.nodes.size > LARGE ? 2 : 1;
  for (let columns = least; columns <= Math.min(INSIDE_COLUMNS_MOST, most); columns += step) {
    const width = columns * widths.column + widths.outside + (columns + 1) * CHANNEL_USUAL + 2 * MARGIN;
    const inSight = { width: viewport.width - 2 * SIGHT_MARGIN, height: viewport.height - 2 * SIGHT_MARGIN };
    const heightMost = inSight.height / Math.min(ZOOM_MOST, inSight.width / width) - 2 * MARGIN;
    const packing = pack({ blocks, heights, layers, columns, gaps, heightMost });
    const zoom = Math.min(ZOOM_MOST, inSight.width / width, inSight.height / (packing.height + 2 * MARGIN));
    found.push({ packing, zoom, heightMost });
  }
  return found;
}

/** Blocks of the same region with as many columns are the same block; `known` holds those there are. */
function blocksOf(
  graph: GraphIndex,
  inside: readonly TopologyNode[],
  widest: number,
  known: Map<string, Block>,
): Block[] {
  const blocks: Block[] = [];
  for (const [key, nodes] of graph.members) {
    const region = graph.regions.get(key);
    if (region === undefined) continue;
    const columns = columnsOf(nodes.length, widest);
    const name = `${columns} ${key}`;
    const block = known.get(name) ?? regionBlock(region, nodes, graph, columns);
    known.set(name, block);
    blocks.push(block);
  }
  for (const node of inside) if (!graph.members.has(node.region)) blocks.push(nodeBlock(node, graph));
  return blocks.toSorted((a, b) => compare(a.key, b.key));
}

function columnsOf(nodes: number, widest: number): number {
  const wished = nodes === 1 ? 1 : nodes <= 8 ? 2 : nodes <= 18 ? 3 : nodes <= 40 ? 4 : Math.ceil(Math.sqrt(nodes / 2));
  return Math.min(wished, widest);
}

/** Blocks that nobody calls and that call nobody are in no layer. */
function layersOfBlocks(blocks: readonly Block[], graph: GraphIndex): Map<string, number> {
  const blockOf = new Map(blocks.flatMap(({ key, cells }) => cells.map(({ node }) => [node.key, key] as const)));
  const calls = graph.edges.flatMap((edge) => {
    const from = blockOf.get(edge.source);
    const to = blockOf.get(edge.destination);
    return from === undefined || to === undefined ? [] : [{ from, to, weight: edge.weight }];
  });
  const met = new Set(calls.flatMap(({ from, to }) => (from === to ? [] : [from, to])));
  return layersOf(
    blocks.flatMap(({ key }) => (met.has(key) ? [key] : [])),
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
  const heightMost = viewport.height - 2 * SIGHT_MARGIN - 2 * MARGIN;
  const best = roomiest(packing, heightMost);
  const tops = alignStack(best, graph, Math.max(best.height, heightMost));
  const places = new Map<string, Place>();
  const regions: RegionPart[] = [];
  const { columnOf, count } = usedColumns(best);
  for (const [at, { block, from }] of best.stack.entries()) {
    const column = 1 + columnOf(from);
    for (const [key, place] of placeBlock(block, column, tops[at], best.rowGap)) places.set(key, place);
    const ground = groundOf(block, column, tops[at], best.rowGap);
    if (ground !== undefined) regions.push(ground);
  }
  return { rowGap: best.rowGap, arrangement: withOutside({ columns: count + 2, places, regions }, graph) };
}

/** Columns in which nothing stands are left out. */
function usedColumns({ stack, columns }: Packing): {
  readonly columnOf: (column: number) => number;
  readonly count: number;
} {
  const isUsed = Array.from({ length: columns }, (_, column) =>
    stack.some(({ block, from }) => from <= column && column < from + block.columns),
  );
  const columnOf = (column: number) => isUsed.slice(0, column).filter(Boolean).length;
  return { columnOf, count: columnOf(columns) };
}

function withOutside(arrangement: Arrangement, graph: GraphIndex): Arrangement {
  return { ...arrangement, places: outsidePlaces(arrangement, graph) };
}
