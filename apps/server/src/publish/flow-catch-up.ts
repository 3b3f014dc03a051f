import type { KeptFlow, KeptFlowsView } from '../aggregate/graph-view.ts';
import { encodedBytes, encodeFlows } from './flow-batch.ts';
import type { FlowGroup } from './flow-group.ts';
import type { FlowLimits } from './flow-limits.ts';
import { FlowInHand } from './flow-match.ts';
import type { FlowNews, FlowPage } from './flow-page.ts';

/** From where on a page wants the flows that are kept. */
export type CatchUpFrom =
  | { readonly kind: 'newest'; readonly count: number }
  | { readonly kind: 'after'; readonly number: number };

/** `working` has more to do; `waiting` needs room on the socket; `done` has told of everything up to its goal. */
export type CatchUpState = 'working' | 'waiting' | 'done';

/**
 * Tells one page of the kept flows until it is as far as all others. Works in slices. The newest N that match are found
 * going back, and told going forward:
 *
 *     ring  ... 17  18  19  20  21 │ 22  23            22, 23 came meanwhile: looked at on the way
 *              found ◄─────────────┤
 *              told ───────────────┴──────► goal
 */
export class FlowCatchUp {
  readonly page: FlowPage;
  readonly group: FlowGroup;
  readonly #kept: KeptFlowsView;
  readonly #limits: FlowLimits;
  /** Set when telling begins. */
  #giveUpAtMs = Infinity;
  readonly #hand = new FlowInHand();
  /** Numbers of what is to be told, newest first: the oldest is taken from the end. */
  readonly #found: number[] = [];
  /** What was found is complete up to here. */
  readonly #foundUpTo: number;
  #left: number;
  #lookedBackTo: number;
  /** Told up to here. */
  #cursor: number;

  constructor(page: FlowPage, group: FlowGroup, kept: KeptFlowsView, from: CatchUpFrom, limits: FlowLimits) {
    this.page = page;
    this.group = group;
    this.#kept = kept;
    this.#limits = limits;
    const looksBack = from.kind === 'newest';
    this.#left = looksBack ? from.count : 0;
    this.#foundUpTo = looksBack ? kept.newestNumber : -1;
    this.#lookedBackTo = kept.newestNumber + 1;
    this.#cursor = looksBack ? -1 : Math.min(from.number, kept.newestNumber);
  }

  /** Works until `isOver`, and no further than flow `goal`. */
  advance(goal: number, news: FlowNews, isOver: () => boolean): CatchUpState {
    this.group.forgetEdges();
    if (this.#left > 0 && !this.#lookBack(isOver)) return 'working';
    if (this.#giveUpAtMs === Infinity) this.#giveUpAtMs = news.clockMs + this.#limits.catchUpMs;
    if (this.#cursor < 0) this.#cursor = (this.#found.at(-1) ?? this.#foundUpTo + 1) - 1;
    if (news.clockMs > this.#giveUpAtMs) this.#skipTo(goal);
    return this.#tell(goal, news, isOver);
  }

  /** True when all are found that are wanted, or that there are. */
  #lookBack(isOver: () => boolean): boolean {
    for (const flow of this.#kept.newestFirst(this.#lookedBackTo)) {
      this.#lookedBackTo = flow.number;
      if (this.#wants(flow)) {
        this.#found.push(flow.number);
        this.#left -= 1;
        if (this.#left === 0) return true;
      }
      if (isOver()) return false;
    }
    this.#left = 0;
    return true;
  }

  #tell(goal: number, news: FlowNews, isOver: () => boolean): CatchUpState {
    this.#skipForgotten();
    let room = Math.min(this.page.roomBytes(news.clockMs), this.#limits.batchBytes) - HEAD_BYTES;
    if (room < Math.min(MIN_ROOM_BYTES, this.#limits.batchBytes / 2)) return 'waiting';
    const flows: KeptFlow[] = [];
    let state: CatchUpState = 'done';
    for (const flow of this.#kept.oldestFirst(this.#cursor)) {
      if (flow.number > goal) break;
      if (this.#isWanted(flow)) {
        room -= encodedBytes(flow.bytes.length);
        if (room < 0 && flows.length > 0) {
          state = 'working';
          break;
        }
        flows.push(flow);
        if (flow.number === this.#found.at(-1)) this.#found.pop();
      }
      this.#cursor = flow.number;
      if (isOver()) {
        state = 'working';
        break;
      }
    }
    if (state === 'done') this.#cursor = Math.max(this.#cursor, goal);
    this.page.lookedAt = this.#cursor;
    if (flows.length > 0) this.page.send(encodeFlows(flows), 0, true, news);
    return state;
  }

  #isWanted(flow: KeptFlow): boolean {
    return flow.number <= this.#foundUpTo ? flow.number === this.#found.at(-1) : this.#wants(flow);
  }

  #wants(flow: KeptFlow): boolean {
    this.#hand.take(flow);
    return this.group.wants(this.#hand);
  }

  /** What left the ring before it was told: those that were found are left out, of the others nobody knows. */
  #skipForgotten(): void {
    const { forgottenBelow } = this.#kept;
    while (this.#found.length > 0 && this.#found[this.#found.length - 1] < forgottenBelow) {
      this.#found.pop();
      this.page.leftOut += 1;
    }
    const from = Math.max(this.#cursor, this.#foundUpTo);
    this.page.missed += Math.max(0, forgottenBelow - 1 - from);
    this.#cursor = Math.max(this.#cursor, forgottenBelow - 1);
  }

  #skipTo(goal: number): void {
    this.page.leftOut += this.#found.length;
    this.page.missed += Math.max(0, goal - Math.max(this.#cursor, this.#foundUpTo));
    this.#found.length = 0;
    this.#cursor = Math.max(this.#cursor, goal);
  }
}

const MIN_ROOM_BYTES = 64 * 1024;
const HEAD_BYTES = 256;
