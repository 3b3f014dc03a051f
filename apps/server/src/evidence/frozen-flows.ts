import type { SecondRange } from '../aggregate/graph-view.ts';
import { textOfBytes } from '../history/flow-text.ts';
import type { PastFlow } from '../history/past-flows.ts';
import type { PastStore } from '../history/past-store.ts';

/** Larger ones would fill the page alone. */
const MOST_BYTES = 24 * 1024 * 1024;

/** The single flows of a range as rows of a store, one line each: evidence first, then the sample, as far as there is room. */
export async function* frozenFlowLines(
  store: Pick<PastStore, 'readFlows'>,
  range: SecondRange,
  mostFlows: number,
): AsyncGenerator<string> {
  let room = { flows: mostFlows, bytes: MOST_BYTES };
  for (const keptAs of ['evidence', 'sample'] as const) {
    if (room.flows === 0) return;
    for await (const flow of store.readFlows({ range, order: 'oldest first', keptAs, atMost: room.flows })) {
      if (flow.bytes.length > room.bytes) return;
      room = { flows: room.flows - 1, bytes: room.bytes - flow.bytes.length };
      yield `${JSON.stringify(rowOf(flow))}\n`;
    }
  }
}

/** In the order of the columns of the table of flows. */
function rowOf(flow: PastFlow): readonly unknown[] {
  const { timeMs, bucket, place, source, destination, port, protocol, verdict, kept, oneIn, bytes } = flow;
  return [timeMs, bucket, place, source, destination, port, protocol, verdict, kept, oneIn, textOfBytes(bytes)];
}
