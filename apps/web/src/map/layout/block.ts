import type { Place, RegionPart } from './arrangement.ts';
import type { GraphIndex } from './graph-index.ts';
import { pullOf, weightedMedian } from './graph-index.ts';
import { compare, layersOf } from './layers.ts';
import { HEAD_GAP, LABEL_CLEARANCE, REGION_PAD } from './measures.ts';
import type { LabelRoom, TopologyNode, TopologyRegion } from './topology.ts';

/**
 * What is packed as one: a region with its nodes in a few columns, callers left, or a node that stands alone.
 *
 *     shop                6
 *     frontend      catalog      row 0
 *     search        cart         row 1
 */
export interface Block {
  readonly key: string;
  readonly region: TopologyRegion | undefined;
  readonly columns: number;
  readonly cells: readonly Cell[];
  /** The least gap above it: one with a troubled edge to elsewhere has a lane for its label. */
  readonly gapAbove: number;
  /** Pairs of neighbours with a label between them, and the height that it takes in their row. */
  readonly labelled: readonly LabelledPair[];
  /** Its sizes by the gap between rows, as far as they are known. Empty again when rows change. */
  readonly sizes: Map<number, BlockSize>;
}

export interface BlockSize {
  /** Where the middles of the cells are below the top of the block, in the order of the cells. */
  readonly middles: readonly number[];
  readonly height: number;
}

interface LabelledPair {
  readonly source: string;
  readonly destination: string;
  readonly height: number;
}

export interface Cell {
  readonly node: TopologyNode;
  readonly column: number;
  row: number;
}

/** Nodes of this height and less stand in common rows; taller ones are stacked column by column. */
const ROW_HEIGHT_MOST = 52;

export function regionBlock(
  region: TopologyRegion,
  nodes: readonly TopologyNode[],
  graph: GraphIndex,
  columns: number,
): Block {
  const cells = cellsOf(nodes, graph, Math.min(columns, nodes.length));
  return {
    key: region.key,
    region,
    columns: 1 + Math.max(...cells.map(({ column }) => column)),
    cells,
    gapAbove: laneHeight(new Set(cells.map(({ node }) => node.key)), graph),
    labelled: labelledPairs(cells, graph),
    sizes: new Map(),
  };
}

/** Troubled edges between two cells: the lowest form of their label has to find room between two rows. */
function labelledPairs(cells: readonly Cell[], { edges }: GraphIndex): LabelledPair[] {
  const own = new Set(cells.map(({ node }) => node.key));
  return edges.flatMap(({ source, destination, isTroubled, label }) => {
    if (!isTroubled || label === undefined || !own.has(source) || !own.has(destination)) return [];
    return [{ source, destination, height: lowest(label) }];
  });
}

/** For troubled edges that begin or end here and lead elsewhere; 0 without any. */
function laneHeight(own: ReadonlySet<string>, { edges }: GraphIndex): number {
  const heights = edges.map(({ source, destination, isTroubled, label }) =>
    isTroubled && label !== undefined && own.has(source) !== own.has(destination) ? lowest(label) : 0,
  );
  return Math.max(0, ...heights);
}

function lowest({ height, otherHeight }: LabelRoom): number {
  return Math.min(height, otherHeight ?? height) + 2 * LABEL_CLEARANCE;
}

/** The least gap below each row. */
function gapsBelow({ cells, labelled }: Block): ReadonlyMap<number, number> {
  const gaps = new Map<number, number>();
  if (labelled.length === 0) return gaps;
  const cellOf = new Map(cells.map((cell) => [cell.node.key, cell]));
  for (const { source, destination, height } of labelled) {
    const [a, b] = [cellOf.get(source), cellOf.get(destination)];
    if (a === undefined || b === undefined || a.row !== b.row || Math.abs(a.column - b.column) !== 1) continue;
    gaps.set(a.row, Math.max(gaps.get(a.row) ?? 0, height));
  }
  return gaps;
}

export function nodeBlock(node: TopologyNode, graph: GraphIndex): Block {
  const gapAbove = laneHeight(new Set([node.key]), graph);
  const cells = [{ node, column: 0, row: 0 }];
  return { key: node.key, region: undefined, columns: 1, cells, gapAbove, labelled: [], sizes: new Map() };
}

export function measureBlock(block: Block, rowGap: number): BlockSize {
  const known = block.sizes.get(rowGap);
  if (known !== undefined) return known;
  const size = sizeOf(block, rowGap);
  block.sizes.set(rowGap, size);
  return size;
}

function sizeOf(block: Block, rowGap: number): BlockSize {
  const { region, cells } = block;
  const gaps = gapsBelow(block);
  const above = region === undefined ? 0 : region.headHeight + HEAD_GAP;
  const below = region === undefined ? 0 : REGION_PAD;
  const isGrid = cells.every(({ node }) => node.height <= ROW_HEIGHT_MOST);
  const heights: number[] = [];
  if (isGrid) for (const { row, node } of cells) heights[row] = Math.max(heights[row] ?? 0, node.height);
  const byRow = new Map(cells.map((cell) => [cell.column * 10_000 + cell.row, cell.node.height]));
  let height = 0;
  const middles = cells.map(({ node, column, row }) => {
    let top = above;
    for (let upper = 0; upper < row; upper++) {
      top +=
        (isGrid ? (heights[upper] ?? 0) : (byRow.get(column * 10_000 + upper) ?? 0)) +
        Math.max(rowGap, gaps.get(upper) ?? 0);
    }
    const own = isGrid ? heights[row] : node.height;
    height = Math.max(height, top + own);
    return Math.round(top + own / 2);
  });
  return { middles, height: Math.ceil(height + below) };
}

/** The places of a block's nodes when it stands at a column and a height. */
export function placeBlock(
  block: Block,
  from: number,
  top: number,
  rowGap: number,
): readonly (readonly [string, Place])[] {
  const { middles } = measureBlock(block, rowGap);
  return block.cells.map(({ node, column }, cell) => [node.key, { column: from + column, y: top + middles[cell] }]);
}

export function groundOf(block: Block, from: number, top: number, rowGap: number, part = 0): RegionPart | undefined {
  if (block.region === undefined) return undefined;
  const { height } = measureBlock(block, rowGap);
  const { key, headHeight } = block.region;
  return { key, part, from, to: from + block.columns, top, bottom: top + height, headHeight };
}

function cellsOf(nodes: readonly TopologyNode[], graph: GraphIndex, columns: number): Cell[] {
  const own = new Set(nodes.map(({ key }) => key));
  const inner = graph.edges.filter(({ source, destination }) => own.has(source) && own.has(destination));
  const layers = layersOf(
    nodes.map(({ key }) => key),
    inner.map((edge) => ({ from: edge.source, to: edge.destination, weight: pullOf(edge) })),
  );
  const touched = new Set(inner.flatMap(({ source, destination }) => [source, destination]));
  const most = Math.ceil(nodes.length / columns);
  const filled = Array.from({ length: columns }, () => [] as TopologyNode[]);
  const inOrder = nodes.toSorted(
    (a, b) => leaning(a, layers, touched, graph) - leaning(b, layers, touched, graph) || compare(a.key, b.key),
  );
  for (const node of inOrder) {
    const wished = touched.has(node.key) ? Math.min(layers.get(node.key) ?? 0, columns - 1) : 0;
    const column = nearestWithRoom(filled, wished, most);
    filled[column].push(node);
  }
  const used = filled.filter((column) => column.length > 0);
  return orderedCells(used, graph);
}

/** Callers before callees; among those without a call inside, who calls out comes last. */
function leaning(
  node: TopologyNode,
  layers: ReadonlyMap<string, number>,
  touched: ReadonlySet<string>,
  graph: GraphIndex,
): number {
  if (touched.has(node.key)) return layers.get(node.key) ?? 0;
  const partners = graph.partners.get(node.key) ?? [];
  const calls = partners.reduce((sum, { isCaller, pull }) => sum + (isCaller ? -pull : pull), 0);
  return 1000 + Math.sign(calls);
}

function nearestWithRoom(columns: readonly (readonly TopologyNode[])[], wished: number, most: number): number {
  for (let away = 0; away < columns.length; away++) {
    for (const column of [wished + away, wished - away]) {
      if (columns[column] !== undefined && columns[column].length < most) return column;
    }
  }
  return wished;
}

/** A few sweeps in which every node goes level with its partners inside the region. */
function orderedCells(columns: TopologyNode[][], graph: GraphIndex): Cell[] {
  const rows = new Map<string, number>();
  const number = () => columns.forEach((nodes) => nodes.forEach(({ key }, row) => rows.set(key, row)));
  number();
  for (let sweep = 0; sweep < 4; sweep++) {
    for (const nodes of columns) {
      const wished = new Map(
        nodes.map(({ key }) => {
          const partners = (graph.partners.get(key) ?? []).filter((partner) => rows.has(partner.key));
          const at = weightedMedian(
            partners.map((partner) => ({ at: rows.get(partner.key) ?? 0, pull: partner.pull })),
          );
          return [key, at ?? rows.get(key) ?? 0];
        }),
      );
      nodes.sort(
        (a, b) =>
          (wished.get(a.key) ?? 0) - (wished.get(b.key) ?? 0) || (rows.get(a.key) ?? 0) - (rows.get(b.key) ?? 0),
      );
      number();
    }
  }
  return columns.flatMap((nodes, column) => nodes.map((node, row) => ({ node, column, row })));
}
