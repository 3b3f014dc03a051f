import type { GraphView, SecondRange } from '../aggregate/graph-view.ts';
import type { Coverage } from '../history/past-store.ts';
import type { Completeness } from './completeness.ts';
import type { PastDoor } from './http-deps.ts';
import { RequestError } from './request-error.ts';

/** A graph that can answer for a range, the part of the range that it can answer for, and how much it misses. */
export interface RangeGraph {
  readonly graph: GraphView;
  readonly reach: SecondRange;
  /** For so many flows as were counted in the range. */
  readonly completeness: (flows: number) => Completeness;
}

/** What is written down of a range. Its newest seconds may still be on their way into the store. */
export async function pastGraph({ store, writtenTo }: PastDoor, range: SecondRange): Promise<RangeGraph> {
  const reach = { from: range.from, to: Math.max(range.from, Math.min(range.to, writtenTo)) };
  const [graph, coverage] = await storeAway(() => Promise.all([store.readGraph(reach), store.readCoverage(range)]));
  return { graph, reach, completeness: (flows) => completenessOf(coverage, range, flows) };
}

/** Whatever keeps the store from answering is told as such, but for what `otherwise` throws itself. */
export async function storeAway<T>(ask: () => Promise<T>, otherwise?: (error: unknown) => void): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    otherwise?.(error);
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError(503, 'store_away', `the history cannot be read now: ${why}`);
  }
}

/** Seconds that nobody wrote down count as nothing seen. */
export function completenessOf(coverage: Coverage, range: SecondRange, flows: number): Completeness {
  const { lostEvents, nodes, gaps } = coverage;
  const seconds = Math.max(1, range.to - range.from);
  const missing = missingSeconds(coverage, range);
  const reasons = gaps
    .filter(({ what }) => what !== 'no-flows')
    .map(({ fromMs, toMs, why }) => `From ${iso(fromMs)} to ${iso(toMs)}: ${why}.`);
  if (missing > 0) reasons.unshift(`${missing} of ${seconds} seconds are not in the history.`);
  if (lostEvents > 0) reasons.push(`${lostEvents} events were lost before this server.`);
  if (nodes !== undefined && nodes.missingSeconds > 0) {
    reasons.push(`Nodes were not heard for ${nodes.missingSeconds} of ${nodes.seconds} seconds, all of them together.`);
  }
  const seen = flows + lostEvents > 0 ? flows / (flows + lostEvents) : 1;
  const heard = nodes === undefined ? 1 : 1 - nodes.missingSeconds / nodes.seconds;
  return { share: (1 - missing / seconds) * heard * seen, lost: lostEvents, reasons };
}

/** Seconds of a range of which nothing is known. */
export function missingSeconds({ coveredSeconds, gaps }: Coverage, { from, to }: SecondRange): number {
  const seconds = Math.max(1, to - from);
  return Math.min(seconds, Math.max(0, seconds - coveredSeconds) + gapSeconds(gaps, from, to));
}

/** Stretches that batches tell about although nobody listened then. */
function gapSeconds(gaps: Coverage['gaps'], from: number, to: number): number {
  let seconds = 0;
  for (const { fromMs, toMs, what } of gaps) {
    if (what !== 'not-heard') continue;
    seconds += Math.max(0, Math.min(toMs / 1000, to) - Math.max(fromMs / 1000, from));
  }
  return Math.round(seconds);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
