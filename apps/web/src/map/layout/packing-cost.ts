import type { Block } from './block.ts';
import { measureBlock } from './block.ts';
import type { GraphIndex } from './graph-index.ts';
import { pullOf } from './graph-index.ts';
import type { Packing } from './packing.ts';

const TRIES_MOST = 1200;
/** Work is bounded: a large map has fewer tries. */
const VISITS_MOST = { usual: 120_000, large: 50_000 } as const;
const LARGE = 300;
const COLUMN = 150;
/** Callers stand left of whom they call, or else above. */
const DOWNWARD = 70;
const UPWARD = 110;
const BACKWARD = 180;
const OVERFLOW = 40;

/** What a packing costs: long ways, ways back, and height that is not there. */
export class PackingCost {
  readonly #pairs: { readonly from: number; readonly to: number; readonly pull: number }[] = [];
  readonly #heightMost: number;
  readonly #y: Float64Array;
  readonly #column: Float64Array;
  /** Number of the first cell of each block; the others follow. */
  readonly #firsts = new Map<Block, number>();
  #tries = 0;

  constructor(packing: Packing, graph: GraphIndex, heightMost: number) {
    this.#heightMost = heightMost;
    const numbers = new Map<string, number>();
    for (const { block } of packing.stack) {
      this.#firsts.set(block, numbers.size);
      for (const { node } of block.cells) numbers.set(node.key, numbers.size);
    }
    this.#y = new Float64Array(numbers.size);
    this.#column = new Float64Array(numbers.size);
    for (const edge of graph.edges) {
      const from = numbers.get(edge.source) ?? outsideNumber(graph, edge.source);
      const to = numbers.get(edge.destination) ?? outsideNumber(graph, edge.destination);
      if (from !== to) this.#pairs.push({ from, to, pull: pullOf(edge) });
    }
  }

  get isTired(): boolean {
    const most = this.#y.length > LARGE ? VISITS_MOST.large : VISITS_MOST.usual;
    return this.#tries > TRIES_MOST || this.#tries * (this.#pairs.length + this.#y.length / 4) > most;
  }

  costOf(packing: Packing): number {
    this.#tries++;
    for (const { block, from, top } of packing.stack) {
      const { middles } = measureBlock(block, packing.rowGap);
      const first = this.#firsts.get(block) ?? 0;
      for (let at = 0; at < middles.length; at++) {
        this.#y[first + at] = top + middles[at];
        this.#column[first + at] = from + block.cells[at].column;
      }
    }
    let cost = OVERFLOW * Math.max(0, packing.height - this.#heightMost);
    for (const { from, to, pull } of this.#pairs) cost += pull * this.#lengthOf(from, to, packing.columns);
    return cost;
  }

  #lengthOf(from: number, to: number, columns: number): number {
    if (from < 0) return to < 0 ? 0 : this.#column[to] * COLUMN;
    if (to < 0) return (columns - 1 - this.#column[from]) * COLUMN;
    const steps = this.#column[to] - this.#column[from];
    const down = Math.abs(this.#y[from] - this.#y[to]);
    if (steps > 0) return down + (steps - 1) * COLUMN;
    if (steps === 0) return down + (this.#y[from] > this.#y[to] ? UPWARD : DOWNWARD);
    return down + BACKWARD - steps * COLUMN;
  }
}

function outsideNumber(graph: GraphIndex, key: string): number {
  return graph.nodes.get(key)?.side === 'callers' ? -1 : -2;
}
