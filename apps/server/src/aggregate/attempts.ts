import { EVENT_DROP, EVENT_L7, EVENT_POLICY_VERDICT, EVENT_SOCKET, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import type { EdgeTable } from './edge-table.ts';
import { FIGURE } from './graph-view.ts';
import type { EdgeIndex, Figure } from './graph-view.ts';
import { RecentKeys } from './recent-keys.ts';

/** 4 x 65,536 connections; one is forgotten when its set is full. */
const SETS = 65_536;
/** SYNs are sent again after 1, 2, 4, ... 32 seconds: within this they are one attempt. */
const TCP_IDLE_MS = 60_000;
const OTHER_IDLE_MS = 30_000;

const OPENED = 1;
const AUDITED = 2;
const DENIED = 4;
const CLOSED = 8;

const TCP = 1;
const DROPPED = 2;
const AUDIT = 4;

/** Drop reasons by which a policy says no: default deny, explicit deny, authentication required. */
export function isPolicyDenial(dropReason: number): boolean {
  return dropReason === 133 || dropReason === 181 || dropReason === 189;
}

/**
 * Counts connections and not their events: one connection is seen by both nodes, at several points, and a denied one
 * twice for every retry.
 *
 *     egress verdict ─┐
 *     to-overlay SYN ─┤                            ┌─ connections
 *     ingress verdict ┼─► same 5-tuple, once each ─┼─ audited attempts
 *     to-endpoint SYN ┤                            └─ denied attempts (and then it was no connection)
 *     drop, retries  ─┘
 */
export class AttemptCounter {
  readonly #edges: EdgeTable;
  readonly #keys = new RecentKeys(SETS);
  readonly #states = new Uint8Array(this.#keys.slots);
  readonly #edgeOf = new Int32Array(this.#keys.slots);
  readonly #serialOf = new Float64Array(this.#keys.slots);
  readonly #openedMs = new Float64Array(this.#keys.slots);
  readonly #closedMs = new Float64Array(this.#keys.slots);

  constructor(edges: EdgeTable) {
    this.#edges = edges;
  }

  /** Connections that were forgotten early and may be counted again. */
  get forgotten(): number {
    return this.#keys.evicted;
  }

  /** `reversed`: the flow runs from server to client. Answers 1 when it is the first sign of a denied or audited attempt. */
  add(flow: FlowRecord, edge: EdgeIndex, reversed: boolean): 0 | 1 {
    const event = flow.eventType;
    if (event === EVENT_L7 || event === EVENT_SOCKET) return 0;
    const isTcp = flow.protocol === TCP;
    const denied = flow.verdict === DROPPED && isPolicyDenial(flow.dropReason);
    if (event === EVENT_DROP && !denied) return 0;
    if (isTcp && (flow.tcpFlags & (TCP_FIN | TCP_RST)) !== 0) {
      this.#close(flow, reversed);
      return 0;
    }
    const opens = !reversed && (!isTcp || event === EVENT_POLICY_VERDICT || (flow.tcpFlags & (TCP_SYN | TCP_ACK)) === TCP_SYN);
    if (!opens && !denied) return 0;

    const slot = this.#slot(flow, reversed, isTcp ? TCP_IDLE_MS : OTHER_IDLE_MS);
    const first = denied ? this.#deny(slot, edge, flow.timeMs) : this.#open(slot, edge, flow);
    if (flow.timeMs > this.#keys.touchedMs[slot]) this.#keys.touchedMs[slot] = flow.timeMs;
    return first;
  }

  #slot(flow: FlowRecord, reversed: boolean, idleMs: number): number {
    hashTuple(flow, reversed);
    const slot = this.#keys.find(tupleLow, tupleHigh, flow.timeMs - idleMs);
    const isOld =
      flow.timeMs - this.#keys.touchedMs[slot] > idleMs ||
      ((this.#states[slot] & CLOSED) !== 0 && flow.timeMs > this.#closedMs[slot]);
    if (!this.#keys.found || isOld) {
      this.#states[slot] = 0;
      this.#keys.touchedMs[slot] = flow.timeMs;
    }
    return slot;
  }

  #open(slot: number, edge: EdgeIndex, flow: FlowRecord): 0 | 1 {
    const state = this.#states[slot];
    if ((state & (OPENED | DENIED)) === 0) {
      this.#states[slot] |= OPENED;
      this.#edgeOf[slot] = edge;
      this.#serialOf[slot] = this.#edges.serial(edge);
      this.#openedMs[slot] = flow.timeMs;
      this.#edges.count(edge, FIGURE.connections, flow.timeMs, 1);
    }
    if (flow.verdict !== AUDIT || (state & AUDITED) !== 0) return 0;
    this.#states[slot] |= AUDITED;
    this.#edges.count(edge, FIGURE.auditedAttempts, flow.timeMs, 1);
    return 1;
  }

  /** What one side let out and the other refused was never a connection. */
  #deny(slot: number, edge: EdgeIndex, timeMs: number): 0 | 1 {
    const state = this.#states[slot];
    if ((state & DENIED) !== 0) return 0;
    if ((state & OPENED) !== 0) this.#takeBack(slot, FIGURE.connections);
    this.#states[slot] = (state & ~OPENED) | DENIED;
    this.#edges.count(edge, FIGURE.deniedAttempts, timeMs, 1);
    return 1;
  }

  #takeBack(slot: number, figure: Figure): void {
    const edge = this.#edgeOf[slot];
    if (this.#edges.serial(edge) === this.#serialOf[slot]) this.#edges.count(edge, figure, this.#openedMs[slot], -1);
  }

  #close(flow: FlowRecord, reversed: boolean): void {
    hashTuple(flow, reversed);
    const slot = this.#keys.peek(tupleLow | 0, tupleHigh | 0);
    if (slot < 0) return;
    this.#states[slot] |= CLOSED;
    this.#closedMs[slot] = Math.max(this.#closedMs[slot], flow.timeMs);
  }
}

let tupleLow = 0;
let tupleHigh = 0;

/** Client first, so that both directions of a connection have one hash. */
function hashTuple(flow: FlowRecord, reversed: boolean): void {
  const client = reversed ? flow.destinationIpHash : flow.sourceIpHash;
  const server = reversed ? flow.sourceIpHash : flow.destinationIpHash;
  const clientPort = reversed ? flow.destinationPort : flow.sourcePort;
  const serverPort = reversed ? flow.sourcePort : flow.destinationPort;
  const ports = (clientPort << 16) ^ serverPort ^ (flow.protocol << 28);
  let low = Math.imul(client ^ ports, 0x9e3779b1) ^ Math.imul(server, 0x85ebca6b);
  let high = Math.imul(server ^ ports, 0xc2b2ae35) + Math.imul(client, 0x27d4eb2f);
  low ^= low >>> 15;
  high ^= high >>> 13;
  tupleLow = Math.imul(low, 0x2c1b3c6d);
  tupleHigh = Math.imul(high, 0x297a2d39) ^ (low >>> 7);
}
