import { setTimeout } from 'node:timers/promises';
import type { Simulator } from './simulator.ts';
import type { Tally } from './tally.ts';

export interface RestartPlan {
  readonly everyMs: number;
  readonly downMs: number;
  readonly abrupt: boolean;
}

export interface ChurnPlan {
  readonly everyMs: number;
  readonly downMs: number;
  readonly how: 'crash' | 'leave';
}

/** Restarts the relay again and again until `signal` aborts. */
export async function restartRelay(simulator: Simulator<Tally>, plan: RestartPlan, signal: AbortSignal): Promise<void> {
  await again(plan.everyMs, signal, () => simulator.restartRelay(plan));
}

/** Takes one node after another away and brings it back, until `signal` aborts. */
export async function churnNodes(simulator: Simulator<Tally>, plan: ChurnPlan, signal: AbortSignal): Promise<void> {
  let next = 0;
  await again(plan.everyMs, signal, async () => {
    const node = simulator.nodes[next++ % simulator.nodes.length];
    if (node === undefined) return;
    await simulator.removeNode(node, plan.how);
    await setTimeout(plan.downMs, undefined, { signal });
    await simulator.addNode(node);
  });
}

async function again(everyMs: number, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  try {
    for (;;) {
      await setTimeout(everyMs, undefined, { signal });
      await act();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
