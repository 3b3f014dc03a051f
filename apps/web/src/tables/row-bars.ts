import { troubleAt, type EdgeMoment } from '../view/edge-moment.ts';
import type { EdgeRow } from '../view/edge-order.ts';
import { trendBars } from '../view/trend-bars.ts';
import type { Trends } from '../view/trends.ts';
import type { TroubleKind } from '../view/trouble.ts';

/** The last 15 minutes of a row, a figure a minute. */
export interface RowBars {
  /** What is counted: that of the trouble, or `new` for all attempts. */
  readonly kind: TroubleKind;
  readonly figures: readonly number[];
}

export type BarsOf = (row: EdgeRow, moment: EdgeMoment) => RowBars | undefined;

/** Bars of one answer of the server. */
export class KnownBars {
  readonly #trends: Trends;
  readonly #bars = new Map<string, RowBars | undefined>();

  constructor(trends: Trends) {
    this.#trends = trends;
  }

  /** Undefined while not every member of the edge is told. */
  readonly of: BarsOf = ({ edge }, moment) => {
    const kind = troubleAt(edge, moment)?.kind ?? 'new';
    const name = `${kind} ${edge.members.length} ${edge.key}`;
    if (this.#bars.has(name)) return this.#bars.get(name);
    const areTold = edge.members.every(({ key }) => this.#trends.edges.has(key));
    const figures = areTold ? trendBars({ kind, edge }, this.#trends) : undefined;
    const bars = figures && { kind, figures };
    this.#bars.set(name, bars);
    return bars;
  };
}
