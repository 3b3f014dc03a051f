import type { Place, RegionPart } from './arrangement.ts';
import type { GraphIndex } from './graph-index.ts';
import { pullOf, weightedMedian } from './graph-index.ts';
import { compare, layersOf } from './layers.ts';
import { HEAD_GAP, REGION_PAD } from './measures.ts';
import type { TopologyNode, TopologyRegion } from './topology.ts';

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
  /** Its sizes by the gap between rows, as far as they are known. Empty again when rows change. */
  readonly sizes: Map<number, BlockSize>;
}

export interface BlockSize {
  /** Where the middles of the cells are below the top of the block, in the order of the cells. */
  readonly middles: readonly number[];
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
    sizes: new Map(),
  };
}

export function nodeBlock(node: TopologyNode): Block {
  return { key: node.key, region: undefined, columns: 1, cells: [{ node, column: 0, row: 0 }], sizes: new Map() };
}

export function measureBlock(block: Block, rowGap: number): BlockSize {
  const known = block.sizes.get(rowGap);
  if (known !== undefined) return known;
  const size = sizeOf(block, rowGap);
  block.sizes.set(rowGap, size);
  return size;
}

function sizeOf({ region, cells }: Block, rowGap: number): BlockSize {
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
      top += (isGrid ? (heights[upper] ?? 0) : (byRow.get(column * 10_000 + upper) ?? 0)) + rowGap;
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
