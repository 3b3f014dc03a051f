import type { Block } from './block.ts';
import { measureBlock } from './block.ts';
import type { GraphIndex } from './graph-index.ts';
import type { Order, Packing } from './packing.ts';
import { PackingCost } from './packing-cost.ts';
import { putDown, startsOf } from './packing.ts';

/** Tries other orders and columns, one change at a time, and keeps what makes ways shorter and fewer run backwards. */
export function improvePacking(packing: Packing, graph: GraphIndex, heightMost: number): Packing {
  const judge = new PackingCost(packing, graph, heightMost);
  let best = packing;
  let cost = judge.costOf(best);
  const consider = (orders: readonly Order[]) => {
    if (judge.isTired) return false;
    const next = putDown(orders, packing.columns, packing.rowGap, packing.blockGap);
    const nextCost = judge.costOf(next);
    if (nextCost >= cost - 0.01) return false;
    best = next;
    cost = nextCost;
    return true;
  };
  for (let round = 0; round < 8; round++) {
    const before = cost;
    for (const { block } of packing.stack) {
      sortRows(block, best, graph);
      cost = judge.costOf(best);
      const orders = ordersOf(best).filter((order) => order.block !== block);
      for (const from of startsOf(block, packing.columns)) {
        for (let at = 0; at <= orders.length; at++) {
          if (at > 0 && !meet(orders[at - 1], block, from)) continue;
          consider([...orders.slice(0, at), { block, from }, ...orders.slice(at)]);
        }
      }
    }
    if (cost >= before - 0.01 || judge.isTired) break;
  }
  return best;
}

const ordersOf = (packing: Packing): Order[] => packing.stack.map(({ block, from }) => ({ block, from }));

/** Only behind one whose columns it shares does a block stand elsewhere. */
function meet(order: Order, block: Block, from: number): boolean {
  return order.from < from + block.columns && from < order.from + order.block.columns;
}

/** Nodes of one column of a block in the order of the heights of their partners. */
function sortRows(block: Block, packing: Packing, graph: GraphIndex): void {
  if (block.cells.length < 3) return;
  const heights = heightsOf(packing);
  const wished = (key: string) => {
    const partners = (graph.partners.get(key) ?? []).filter((partner) => heights.has(partner.key));
    if (partners.length === 0) return heights.get(key) ?? 0;
    const pull = partners.reduce((sum, partner) => sum + partner.pull, 0);
    return partners.reduce((sum, partner) => sum + (heights.get(partner.key) ?? 0) * partner.pull, 0) / pull;
  };
  for (let column = 0; column < block.columns; column++) {
    const cells = block.cells.filter((cell) => cell.column === column);
    const rows = cells.map(({ row }) => row).toSorted((a, b) => a - b);
    const wishes = new Map(cells.map(({ node }) => [node.key, wished(node.key)]));
    cells.sort((a, b) => (wishes.get(a.node.key) ?? 0) - (wishes.get(b.node.key) ?? 0) || a.row - b.row);
    cells.forEach((cell, at) => (cell.row = rows[at]));
  }
  block.sizes.clear();
}

function heightsOf(packing: Packing): Map<string, number> {
  const heights = new Map<string, number>();
  for (const { block, top } of packing.stack) {
    const { middles } = measureBlock(block, packing.rowGap);
    block.cells.forEach(({ node }, cell) => heights.set(node.key, top + middles[cell]));
  }
  return heights;
}
