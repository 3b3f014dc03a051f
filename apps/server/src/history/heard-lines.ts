import { FIGURE_COUNT, type LostCount } from '../aggregate/graph-view.ts';
import { linesOf, type Lines } from './lines.ts';
import { NONE, type Messages } from './node-messages.ts';
import type { NodeSeconds } from './node-watch.ts';
import { HEARD } from './tables.ts';

/** Figures of all edges together, by bucket. */
export class Totals {
  readonly buckets = new Map<number, Float64Array>();

  add(bucket: number, figures: ArrayLike<number>): void {
    let sums = this.buckets.get(bucket);
    if (sums === undefined) this.buckets.set(bucket, (sums = new Float64Array(FIGURE_COUNT)));
    for (let figure = 0; figure < FIGURE_COUNT; figure += 1) sums[figure] += figures[figure] ?? 0;
  }
}

/** What is told of nodes beside the figures. */
export interface Heard {
  readonly lost?: readonly LostCount[];
  readonly heard?: NodeSeconds;
  readonly messages?: ReadonlyMap<string, Messages>;
}

/** Rows of `heard_10s` for the bucket [from, from + seconds), and what came late for buckets before it. */
export function* heardLines(
  from: number,
  coveredSeconds: number,
  totals: Totals,
  { lost = [], heard, messages = new Map() }: Heard,
): Generator<undefined, Lines, undefined> {
  const lines = linesOf(HEARD);
  const add = (bucket: number, node: string | undefined, told: Partial<Row>): void => {
    const row = { ...EMPTY, ...told };
    const { covered, seconds, missing, mostMissing, lostEvents, bySource, figures } = row;
    const { received, counted, duplicate, undecodable, dropped } = row.messages;
    const name = [node === undefined ? 1 : 0, node ?? ''];
    const sums = [
      covered,
      seconds,
      missing,
      mostMissing,
      lostEvents,
      received,
      counted,
      duplicate,
      undecodable,
      dropped,
    ];
    lines.add([bucket, ...name, ...sums, bySource, ...Array.from(figures)]);
  };
  const { seconds = 0, missingSeconds = 0, mostMissing = 0 } = heard ?? {};
  const covered = coveredSeconds;
  const figures = totals.buckets.get(from) ?? NO_FIGURES;
  add(from, undefined, { covered, seconds, missing: missingSeconds, mostMissing, figures });
  for (const [bucket, late] of totals.buckets) if (bucket !== from) add(bucket, undefined, { figures: late });
  for (const node of new Set([...(heard?.nodes.keys() ?? []), ...messages.keys()])) {
    const known = heard?.nodes.get(node);
    const about = { seconds: known?.seconds ?? 0, missing: known?.missingSeconds ?? 0 };
    add(from, node, { ...about, messages: messages.get(node) ?? NONE });
    yield;
  }
  for (const { node, source, second, events } of lost) {
    add(second, node, { lostEvents: events, bySource: { [source]: events } });
    add(second, undefined, { lostEvents: events });
    yield;
  }
  return lines;
}

interface Row {
  readonly covered: number;
  readonly seconds: number;
  readonly missing: number;
  readonly mostMissing: number;
  readonly lostEvents: number;
  readonly messages: Messages;
  readonly bySource: Readonly<Record<number, number>>;
  readonly figures: ArrayLike<number>;
}

const NO_FIGURES = new Float64Array(FIGURE_COUNT);
const EMPTY: Row = {
  covered: 0,
  seconds: 0,
  missing: 0,
  mostMissing: 0,
  lostEvents: 0,
  messages: NONE,
  bySource: {},
  figures: NO_FIGURES,
};
