import type { Truth } from './sim-event.ts';

/** What the ground truth is told while flows leave. `node` is the row of the node. */
export interface Tally {
  sent(node: number, truth: Truth, verdict: number): void;
  duplicate(node: number): void;
  malformed(node: number): void;
  lost(node: number, events: number): void;
}
