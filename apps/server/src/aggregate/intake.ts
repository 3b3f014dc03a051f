import type { Timestamp } from '@bufbuild/protobuf/wkt';
import type { NodeName } from '../decode/endpoint.ts';
import { FlowReader } from '../decode/flow-reader.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import { Graph } from './graph.ts';
import type { GraphOptions } from './graph.ts';
import { Ledger } from './ledger.ts';
import type { NodeAccount } from './ledger.ts';

export interface IntakeOptions extends GraphOptions {
  /** A random number; see FlowReader. */
  readonly seed: number;
}

/**
 * The way of every message from bytes to counters, in one synchronous step:
 *
 *     bytes ─► read ─► duplicate? ─► graph
 *                │         └─► counted as duplicate
 *                └─► counted as undecodable
 */
export class Intake {
  readonly graph: Graph;
  readonly ledger = new Ledger();
  /** Messages of kinds that are newer than this program; no flows, so not in the ledger. */
  otherMessages = 0;
  /** Time of the flow that was counted last with the time of its node; 0 before the first. */
  lastFlowMs = 0;
  readonly #reader: FlowReader;
  readonly #duplicates = new DuplicateFilter();

  constructor(options: IntakeOptions) {
    this.#reader = new FlowReader(options.seed);
    this.graph = new Graph(options, (from, to) => this.#reader.text(from, to));
  }

  /** What is read into it is decoded where it lies; other bytes are copied first. */
  get readBuffer(): Buffer {
    return this.#reader.readBuffer;
  }

  /** Takes one GetFlowsResponse, `data[from, to)`. Never throws. With `shed`, a flow is counted as dropped and no more. */
  accept(data: Uint8Array, from: number, to: number, nowMs: number, shed = false): void {
    if (shed && from < to && data[from] === FLOW_TAG) {
      this.#accountOf(data, from, to, nowMs).drop('overload');
      return;
    }
    const kind = this.#reader.read(data, from, to);
    if (kind === 'flow') this.#acceptFlow(data, from, to, nowMs);
    else if (kind === 'lost-events') this.#acceptLost(nowMs);
    else if (kind === 'undecodable') this.#accountOf(data, from, to, nowMs).undecodable++;
    else this.otherMessages++;
  }

  /** Lets time pass; call it four times a second. */
  advanceTo(nowMs: number): void {
    this.graph.advanceTo(nowMs);
    this.ledger.advanceTo(nowMs);
  }

  /** How far back a replay is recognised. */
  duplicateHorizonMs(nowMs: number): number {
    return this.#duplicates.horizonMs(nowMs);
  }

  #acceptFlow(data: Uint8Array, from: number, to: number, nowMs: number): void {
    const { flow } = this.#reader;
    const account = this.#account(flow.node, nowMs);
    if (this.#isDuplicate(flow, account, nowMs)) {
      account.duplicate++;
      return;
    }
    if (flow.timeMs > account.newestFlowMs) account.newestFlowMs = flow.timeMs;
    const late = this.graph.edges.lateFlows;
    const clamped = this.graph.clampedFlows;
    this.graph.add(flow, data, from, to, nowMs);
    if (this.graph.clampedFlows === clamped) this.lastFlowMs = flow.timeMs;
    account.counted++;
    account.late += this.graph.edges.lateFlows - late;
  }

  #isDuplicate(flow: FlowRecord, account: NodeAccount, nowMs: number): boolean {
    const mayBeOld = flow.timeMs <= account.newestFlowMs;
    if (flow.uuidLow !== 0 || flow.uuidHigh !== 0) {
      return this.#duplicates.isDuplicate(flow.uuidLow, flow.uuidHigh, mayBeOld, nowMs);
    }
    if (!flow.hasTime) return false;
    const [low, high] = keyWithoutUuid(flow);
    return this.#duplicates.isDuplicate(low, high, mayBeOld, nowMs);
  }

  #acceptLost(nowMs: number): void {
    const message = this.#reader.notice;
    if (message?.responseTypes.case !== 'lostEvents') return;
    const { source, numEventsLost, first, last } = message.responseTypes.value;
    const lastMs = pastMs(last ?? message.time, nowMs);
    const firstMs = Math.min(lastMs, pastMs(first ?? last ?? message.time, nowMs));
    this.ledger.addLost(message.nodeName, source, Number(numEventsLost), firstMs, lastMs);
  }

  /** Of a message that is not read as a whole. */
  #accountOf(data: Uint8Array, from: number, to: number, nowMs: number): NodeAccount {
    return this.#account(this.#reader.envelopeNode(data, from, to), nowMs);
  }

  #account(node: NodeName, nowMs: number): NodeAccount {
    const account = this.ledger.account(node);
    account.received++;
    account.lastSeenMs = nowMs;
    this.ledger.arrived(nowMs);
    return account;
  }
}

/** GetFlowsResponse.flow = 1, the first byte of every message that carries a flow. */
const FLOW_TAG = 0x0a;

/** A time that is missing or not yet is now. */
function pastMs(timestamp: Timestamp | undefined, nowMs: number): number {
  const timeMs = timestamp === undefined ? 0 : Number(timestamp.seconds) * 1000 + timestamp.nanos / 1e6;
  return timeMs > 0 && timeMs < nowMs ? timeMs : nowMs;
}

/** Old agents send no uuid: what identifies the event is put together from what it says. */
function keyWithoutUuid(flow: FlowRecord): [low: number, high: number] {
  const ports = (flow.sourcePort << 16) ^ flow.destinationPort;
  const micros = Math.floor(flow.timeMs * 1000);
  const low = Math.imul(flow.sourceIpHash ^ ports, 0x9e3779b1) ^ (micros % 4_294_967_296);
  const kind = flow.eventType * 256 + flow.eventSubType + flow.l7Type * 65_536 + flow.direction * 1_048_576;
  const high = Math.imul(flow.destinationIpHash ^ kind, 0x85ebca6b) ^ Math.imul(flow.node.row + 1, 0xc2b2ae35);
  return [low, high ^ (micros / 4_294_967_296)];
}
