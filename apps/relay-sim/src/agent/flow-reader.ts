import { create, fromBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { FlowSchema, LostEventSchema, LostEventSource } from '@orrery/proto/flow/flow_pb';
import type { FlowQuery } from './flow-query.ts';
import { flowResponse, lostResponse } from './response-bytes.ts';
import type { Ring } from './ring.ts';
import type { StreamItem } from './stream-item.ts';

export interface ReaderSettings {
  /** `coalesced`: one lost event a second with first and last, without a node name. `slots`: one per overwritten slot. */
  readonly lostStyle: 'coalesced' | 'slots';
  /** The newest event can be read only after the next one was written. */
  readonly newestUnreadable: boolean;
}

const LOST_EVENT_INTERVAL_MS = 1000;

/**
 * One GetFlows call on one agent: walks its ring forward from where the request starts and gives what matches.
 * It reads only when asked. A reader that is overtaken by the writer skips ahead and owes a lost event.
 */
export class FlowReader {
  readonly #ring: Ring;
  readonly #query: FlowQuery;
  readonly #settings: ReaderSettings;
  readonly #node: { readonly row: number; readonly name: string };
  #position: number;
  /** Matching flows still to give. */
  #remaining: number;
  #head: StreamItem | undefined;
  #ended = false;
  #overtaken = { events: 0, firstMs: 0, lastMs: 0 };
  #lostSentMs = -Infinity;

  constructor(
    ring: Ring,
    query: FlowQuery,
    node: { readonly row: number; readonly name: string },
    settings: ReaderSettings,
  ) {
    this.#ring = ring;
    this.#query = query;
    this.#node = node;
    this.#settings = settings;
    this.#remaining = query.follow || query.number === 0 ? Infinity : query.number;
    this.#position = this.#start();
  }

  /** True once nothing more will come. */
  get ended(): boolean {
    return this.#ended && this.#head === undefined;
  }

  /** True when every event that can be read now was given. */
  get caughtUp(): boolean {
    return this.#head === undefined && this.#overtaken.events === 0 && this.#position >= this.#readableEnd();
  }

  /** The next message, if there is one now. Stays the same until `take`. */
  peek(nowMs: number): StreamItem | undefined {
    if (this.#head === undefined && !this.#ended) this.#head = this.#find(nowMs);
    return this.#head;
  }

  take(): void {
    this.#head = undefined;
  }

  /** Ends without an error, as when the connection to the agent is closed by the relay. */
  close(): void {
    this.#ended = true;
    this.#head = undefined;
  }

  #find(nowMs: number): StreamItem | undefined {
    for (;;) {
      this.#noticeOverrun(nowMs);
      const lost = this.#lostItem(nowMs);
      if (lost !== undefined) return lost;
      if (this.#remaining === 0) return this.#end();
      if (this.#position >= this.#readableEnd()) {
        if (this.#query.follow) return undefined;
        return this.#end();
      }
      const item = this.#ring.at(this.#position++);
      if (item.record?.kind !== 'flow') return item;
      if (this.#query.untilMs !== undefined && item.timeMs > this.#query.untilMs) return this.#end();
      if (this.#query.sinceMs !== undefined && item.timeMs < this.#query.sinceMs) continue;
      if (!this.#matches(item)) continue;
      this.#remaining--;
      return this.#masked(item);
    }
  }

  #end(): undefined {
    this.#ended = true;
    return undefined;
  }

  /** Where to begin, found by walking back from the newest event. */
  #start(): number {
    const { first, follow, number, sinceMs } = this.#query;
    const end = this.#readableEnd();
    if (sinceMs === undefined) {
      if (first) return this.#ring.oldest;
      if (follow && number === 0) return end;
    }
    let matching = 0;
    let position = end;
    while (position > this.#ring.oldest) {
      const item = this.#ring.at(position - 1);
      if (item.record?.kind === 'flow') {
        if (sinceMs !== undefined) {
          if (item.timeMs < sinceMs) break;
        } else if (this.#matches(item) && ++matching === number) {
          return position - 1;
        }
      }
      position--;
    }
    return position;
  }

  #readableEnd(): number {
    return this.#settings.newestUnreadable ? Math.max(this.#ring.oldest, this.#ring.next - 1) : this.#ring.next;
  }

  #matches(item: StreamItem): boolean {
    return this.#query.matches === undefined || this.#query.matches(flowOf(item));
  }

  #masked(item: StreamItem): StreamItem {
    if (this.#query.mask === undefined) return item;
    const flow = this.#query.mask(flowOf(item));
    return {
      ...item,
      bytes: flowResponse(flow, undefined).bytes,
      timeMs: flow.time === undefined ? 0 : item.timeMs,
    };
  }

  #noticeOverrun(nowMs: number): void {
    const missed = this.#ring.oldest - this.#position;
    if (missed <= 0) return;
    if (this.#overtaken.events === 0) this.#overtaken.firstMs = nowMs;
    this.#overtaken.events += missed;
    this.#overtaken.lastMs = nowMs;
    this.#position = this.#ring.oldest;
  }

  #lostItem(nowMs: number): StreamItem | undefined {
    const { events, firstMs, lastMs } = this.#overtaken;
    if (events === 0) return undefined;
    const coalesced = this.#settings.lostStyle === 'coalesced';
    if (coalesced && this.#query.follow && nowMs - this.#lostSentMs < LOST_EVENT_INTERVAL_MS) return undefined;
    const count = coalesced ? events : 1;
    this.#overtaken.events -= count;
    this.#lostSentMs = nowMs;
    const lost = create(LostEventSchema, {
      source: LostEventSource.HUBBLE_RING_BUFFER,
      numEventsLost: BigInt(count),
      ...(coalesced && { first: timestampFromMs(firstMs), last: timestampFromMs(lastMs) }),
    });
    return {
      timeMs: nowMs,
      arrival: 0,
      bytes: lostResponse(lost, coalesced ? '' : this.#node.name, nowMs),
      record: { kind: 'lost', node: this.#node.row, events: count, sent: false },
    };
  }
}

function flowOf(item: StreamItem) {
  if (item.record?.kind !== 'flow') throw new TypeError('not a flow');
  return fromBinary(FlowSchema, item.bytes.subarray(item.record.flowFrom, item.record.flowTo));
}
