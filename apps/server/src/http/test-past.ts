import type { FlowCounts, FlowsAsk, PastFlow } from '../history/past-flows.ts';
import type { Coverage } from '../history/past-store.ts';
import type { PastDoor } from './http-deps.ts';
import { NOW_MS } from './test-server.ts';

export interface PastFacts {
  readonly coverage?: Coverage;
  readonly counts?: Partial<FlowCounts>;
}

/** A history for tests that has these flows, newest first, or is away. It is written up to 20 seconds ago. */
export function pastDoor(
  flows: readonly PastFlow[] | undefined,
  facts: PastFacts = {},
  asked: FlowsAsk[] = [],
): PastDoor {
  const store = {
    async *readFlows(ask: FlowsAsk): AsyncGenerator<PastFlow> {
      asked.push(ask);
      if (flows === undefined) throw new Error('connect ECONNREFUSED');
      for (const flow of ask.order === 'newest first' ? flows : flows.toReversed()) if (answers(flow, ask)) yield flow;
    },
    readFlowCounts: async () => ({ evidence: 0, overCap: 0, sample: 0, sampleOf: 0, ...facts.counts }),
    readCoverage: async ({ from, to }: { from: number; to: number }) =>
      facts.coverage ?? { coveredSeconds: to - from, lostEvents: 0, gaps: [] },
  };
  return { store, writtenTo: NOW_MS / 1000 - 20, status: () => ({}) } as unknown as PastDoor;
}

function answers(flow: PastFlow, { range, order, after, verdicts, keptAs, edge, holding }: FlowsAsk): boolean {
  if (flow.timeMs < range.from * 1000 || flow.timeMs >= range.to * 1000) return false;
  const isBehind = order === 'newest first' ? flow.timeMs < (after?.timeMs ?? Infinity) : true;
  if (!isBehind || (verdicts !== undefined && !verdicts.includes(flow.verdict))) return false;
  if (keptAs !== undefined && flow.kept !== keptAs) return false;
  if (holding !== undefined && !holding.some((text) => Buffer.from(flow.bytes).includes(text))) return false;
  return edge === undefined || `${flow.source}|${flow.destination}` === edge.ends;
}
