import type { KeptFlowsView } from '../aggregate/graph-view.ts';
import type { FlowGroup } from './flow-group.ts';
import type { FlowLimits } from './flow-limits.ts';
import { FlowInHand } from './flow-match.ts';
import type { FlowNews } from './flow-page.ts';

/**
 * One look at what was kept since the last one, for all groups of pages together. Its work is bounded per tick; what it
 * does not get to waits for the next, and is given up when it waits for too long.
 */
export class FlowPass {
  readonly #kept: KeptFlowsView;
  readonly #limits: FlowLimits;
  readonly #hand = new FlowInHand();
  #lookedAt = 0;
  /** When everything was looked at. */
  #doneAtMs = 0;

  constructor(kept: KeptFlowsView, limits: FlowLimits) {
    this.#kept = kept;
    this.#limits = limits;
  }

  /** Up to which flow pages are told of by the next run, and others have to be told before. */
  goal(groups: Iterable<FlowGroup>, clockMs: number): number {
    if (!isRead(groups)) {
      this.#lookedAt = this.#kept.newestNumber;
      this.#doneAtMs = clockMs;
    }
    return this.#lookedAt;
  }

  run(groups: Iterable<FlowGroup>, news: FlowNews): void {
    const read = [...groups].filter(({ current }) => current.size > 0);
    if (read.length === 0) return;
    for (const group of read) group.forgetEdges();
    this.#skip(read, this.#kept.forgottenBelow - 1);
    this.#look(read, news.clockMs + this.#limits.passMs);
    if (this.#lookedAt === this.#kept.newestNumber) this.#doneAtMs = news.clockMs;
    else if (news.clockMs - this.#doneAtMs > this.#limits.behindMs) {
      this.#skip(read, this.#kept.newestNumber);
      this.#doneAtMs = news.clockMs;
    }
    for (const group of read) group.tellAll(this.#lookedAt, news);
  }

  #look(groups: readonly FlowGroup[], overAtMs: number): void {
    for (const flow of this.#kept.oldestFirst(this.#lookedAt)) {
      this.#hand.take(flow);
      for (const group of groups) if (group.wants(this.#hand)) group.add(flow, this.#limits.flowsPerSecond);
      this.#lookedAt = flow.number;
      if (performance.now() > overAtMs) return;
    }
    this.#lookedAt = this.#kept.newestNumber;
  }

  #skip(groups: readonly FlowGroup[], number: number): void {
    if (number <= this.#lookedAt) return;
    for (const { current } of groups) for (const page of current) page.missed += number - this.#lookedAt;
    this.#lookedAt = number;
  }
}

function isRead(groups: Iterable<FlowGroup>): boolean {
  for (const { current } of groups) if (current.size > 0) return true;
  return false;
}
