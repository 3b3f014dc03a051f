import { measureBlock } from './block.ts';
import type { GraphIndex } from './graph-index.ts';
import { weightedMedian } from './graph-index.ts';
import type { Packing } from './packing.ts';
import { gapAbove } from './packing.ts';

const SWEEPS = 12;

/**
 * The tops of a packing's blocks, moved up and down in what free height there is, until each stands level with its
 * partners as well as its neighbours above and below allow. Straight ways come from here.
 */
export function alignStack(packing: Packing, graph: GraphIndex, heightMost: number): number[] {
  const { stack, rowGap, blockGap } = packing;
  const middles = stack.map(({ block }) => measureBlock(block, rowGap).middles);
  const tops = stack.map(({ top }) => top);
  const seats = new Map<string, { readonly at: number; readonly middle: number }>();
  for (const [at, { block }] of stack.entries()) {
    block.cells.forEach(({ node }, cell) => seats.set(node.key, { at, middle: middles[at][cell] }));
  }
  const neighbours = stack.map((_, at) => neighboursOf(packing, at));
  spreadEvenly(packing, tops, neighbours, heightMost);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [at, { block, height }] of stack.entries()) {
      const shifts = block.cells.flatMap(({ node }) => {
        const own = seats.get(node.key);
        return (graph.partners.get(node.key) ?? []).flatMap((partner) => {
          const seat = seats.get(partner.key);
          if (own === undefined || seat === undefined || seat.at === at) return [];
          return [{ at: tops[seat.at] + seat.middle - tops[at] - own.middle, pull: partner.pull }];
        });
      });
      const { above, below } = neighbours[at];
      const least = Math.max(0, ...above.map((other) => tops[other] + stack[other].height + gapAbove(block, blockGap)));
      const most = Math.min(
        heightMost - height,
        ...below.map((other) => tops[other] - gapAbove(stack[other].block, blockGap) - height),
      );
      const wished = tops[at] + (weightedMedian(shifts) ?? 0);
      if (most >= least) tops[at] = Math.round(Math.min(Math.max(wished, least), most));
    }
  }
  return tops;
}

/** Who stands above and below in the same columns. */
function neighboursOf({ stack }: Packing, at: number): { readonly above: number[]; readonly below: number[] } {
  const shares = (other: number) =>
    stack[other].from < stack[at].from + stack[at].block.columns &&
    stack[at].from < stack[other].from + stack[other].block.columns;
  const others = [...stack.keys()].filter((other) => other !== at && shares(other));
  return { above: others.filter((other) => other < at), below: others.filter((other) => other > at) };
}

/** Free height goes between the blocks alike, from the bottom up, before anything is aligned. */
function spreadEvenly(
  { stack, blockGap }: Packing,
  tops: number[],
  neighbours: readonly { readonly above: readonly number[]; readonly below: readonly number[] }[],
  heightMost: number,
): void {
  const lowest = stack.map(() => 0);
  for (let at = stack.length - 1; at >= 0; at--) {
    const limits = neighbours[at].below.map((other) => lowest[other] - gapAbove(stack[other].block, blockGap));
    lowest[at] = Math.min(heightMost, ...limits) - stack[at].height;
  }
  const depth = stack.map(() => 0);
  const longest = stack.map(() => 0);
  for (const at of stack.keys()) depth[at] = Math.max(0, ...neighbours[at].above.map((other) => depth[other] + 1));
  for (let at = stack.length - 1; at >= 0; at--) {
    longest[at] = Math.max(0, ...neighbours[at].below.map((other) => longest[other] + 1));
  }
  for (const at of stack.keys()) {
    const share = depth[at] + longest[at] === 0 ? 0.5 : depth[at] / (depth[at] + longest[at]);
    const gap = gapAbove(stack[at].block, blockGap);
    const above = neighbours[at].above.map((other) => tops[other] + stack[other].height + gap);
    tops[at] = Math.round(Math.max(0, ...above, stack[at].top + (lowest[at] - stack[at].top) * share));
  }
}
