import type { Block, BlockSize } from './block.ts';
import { measureBlock } from './block.ts';

/** Blocks one above the other in the columns they take, from the top; two that share a column never overlap. */
export interface Packing {
  readonly columns: number;
  readonly rowGap: number;
  readonly blockGap: number;
  /** In the order in which they were put down. */
  readonly stack: readonly Packed[];
  readonly height: number;
  /** The same order and columns with other gaps. */
  again(rowGap: number, blockGap: number): Packing;
}

export interface Packed {
  readonly block: Block;
  readonly from: number;
  readonly top: number;
  readonly height: number;
}

/** What is to be put down next, and in which column. */
export interface Order {
  readonly block: Block;
  readonly from: number;
}

interface ToPack {
  readonly blocks: readonly Block[];
  /** Of the blocks by their keys, with these gaps. */
  readonly heights: ReadonlyMap<string, number>;
  readonly layers: ReadonlyMap<string, number>;
  readonly columns: number;
  readonly gaps: { readonly row: number; readonly block: number };
  readonly heightMost: number;
}

/** What a column to the side of the one wished costs, a pixel down, and a pixel beyond the height there is. */
const COST = { column: 110, down: 0.6, beyond: 8 } as const;

/**
 * Layer after layer, each near the column of its layer; two or more layers share a column until the height is used. What
 * is in no layer comes last, and goes where there is room.
 */
export function pack({ blocks, heights, layers, columns, gaps, heightMost }: ToPack): Packing {
  const last = Math.max(1, ...layers.values());
  const skyline = Array.from({ length: columns }, () => 0);
  const orders: Order[] = [];
  const layerOf = (block: Block) => layers.get(block.key) ?? Infinity;
  const inOrder = blocks.toSorted((a, b) => order(layerOf(a), layerOf(b)) || b.columns - a.columns);
  for (const block of inOrder) {
    const layer = layers.get(block.key);
    const wished = layer === undefined ? undefined : ((columns - block.columns) * layer) / last;
    let best = { from: 0, cost: Infinity };
    for (const from of startsOf(block, columns)) {
      const top = topAt(skyline, from, block, gaps.block);
      const beyond = Math.max(0, top + (heights.get(block.key) ?? 0) - heightMost);
      const cost = COST.down * top + COST.beyond * beyond + COST.column * Math.abs(from - (wished ?? from));
      if (cost < best.cost) best = { from, cost };
    }
    orders.push({ block, from: best.from });
    const bottom = topAt(skyline, best.from, block, gaps.block) + (heights.get(block.key) ?? 0);
    skyline.fill(bottom, best.from, best.from + block.columns);
  }
  return putDown(orders, columns, gaps.row, gaps.block);
}

/** What is in no layer comes last. */
const order = (a: number, b: number): number => (a === b ? 0 : a - b);

export function putDown(orders: readonly Order[], columns: number, rowGap: number, blockGap: number): Packing {
  const skyline = Array.from({ length: columns }, () => 0);
  const stack = orders.map(({ block, from }) => {
    const top = topAt(skyline, from, block, blockGap);
    const { height } = measureBlock(block, rowGap);
    skyline.fill(top + height, from, from + block.columns);
    return { block, from, top, height };
  });
  const height = Math.max(0, ...stack.map((packed) => packed.top + packed.height));
  return { columns, rowGap, blockGap, stack, height, again: (row, gap) => putDown(orders, columns, row, gap) };
}

/** The same with copies of the blocks, whose rows may be put in another order. */
export function withOwnBlocks({ stack, columns, rowGap, blockGap }: Packing): Packing {
  const orders = stack.map(({ block, from }) => ({
    block: { ...block, cells: block.cells.map((cell) => ({ ...cell })), sizes: new Map<number, BlockSize>() },
    from,
  }));
  return putDown(orders, columns, rowGap, blockGap);
}

/** Wide blocks begin at every second column, so that they stand one above the other. */
export function startsOf(block: Block, columns: number): number[] {
  const step = block.columns > 1 ? 2 : 1;
  const starts: number[] = [];
  for (let from = 0; from + block.columns <= columns; from += step) starts.push(from);
  return starts;
}

/** How far below another one a block stands at the least. */
export function gapAbove(block: Block, blockGap: number): number {
  return Math.max(blockGap, block.gapAbove);
}

/** Below what stands in its columns so far. */
function topAt(skyline: readonly number[], from: number, block: Block, blockGap: number): number {
  let bottom = 0;
  for (let column = from; column < from + block.columns; column++) bottom = Math.max(bottom, skyline[column]);
  return bottom === 0 ? 0 : bottom + gapAbove(block, blockGap);
}
