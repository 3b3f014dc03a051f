import {
  EVENT_DROP,
  EVENT_L7,
  EVENT_POLICY_VERDICT,
  EVENT_SOCKET,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
} from '../decode/flow-record.ts';
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
/** A SYN this long after a FIN is a new connection; sooner, it is the same one by the clock of another node. */
const REUSE_AFTER_MS = 1_000;

const OPENED = 1;
const AUDITED = 2;
const DENIED = 4;
const CLOSED = 8;
/** The attempt is counted where the drop itself was seen. */
const DROP_SEEN = 16;
/** The very first packet was refused. */
const STILLBORN = 32;

const TCP = 1;
const DROPPED = 2;
const AUDIT = 4;

/** A verdict that says no, or a drop for one of its reasons: default deny, explicit deny, authentication required. */
export function isPolicyDenial({ verdict, eventType, dropReason }: FlowRecord): boolean {
  if (verdict !== DROPPED) return false;
  return eventType === EVENT_POLICY_VERDICT || dropReason === 133 || dropReason === 181 || dropReason === 189;
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
 *
 * The verdict and the drop of one packet may name different destinations, since only the drop knows the narrower
 * identity of an address outside: the attempt is then counted on the edge of the drop, whichever came first.
 */
export class AttemptCounter {
  readonly #edges: EdgeTable;
  readonly #keys = new RecentKeys(SETS);
  readonly #states = new Uint8Array(this.#keys.slots);
  readonly #edgeOf = new Int32Array(this.#keys.slots);
  readonly #serialOf = new Float64Array(this.#keys.slots);
  /** When the denied attempt, or else the connection, was counted on that edge. */
  readonly #countedMs = new Float64Array(this.#keys.slots);
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
    const denied = isPolicyDenial(flow);
    if (event === EVENT_DROP && !denied) return 0;
    if (isTcp && (flow.tcpFlags & (TCP_FIN | TCP_RST)) !== 0) {
      this.#close(flow, reversed);
      return 0;
    }
    const opens =
      !reversed && (!isTcp || event === EVENT_POLICY_VERDICT || (flow.tcpFlags & (TCP_SYN | TCP_ACK)) === TCP_SYN);
    if (!opens && !denied) return 0;

    const slot = this.#slot(flow, reversed, isTcp ? TCP_IDLE_MS : OTHER_IDLE_MS);
    const first = denied ? this.#deny(slot, edge, flow) : this.#open(slot, edge, flow);
    if (flow.timeMs > this.#keys.touchedMs[slot]) this.#keys.touchedMs[slot] = flow.timeMs;
    return first;
  }

  #slot(flow: FlowRecord, reversed: boolean, idleMs: number): number {
    hashTuple(flow, reversed);
    const slot = this.#keys.find(tupleLow, tupleHigh, flow.timeMs - idleMs);
    const isOld =
      flow.timeMs - this.#keys.touchedMs[slot] > idleMs ||
      ((this.#states[slot] & CLOSED) !== 0 && flow.timeMs > this.#closedMs[slot] + REUSE_AFTER_MS);
    if (!this.#keys.found || isOld) this.#reset(slot, flow.timeMs);
    return slot;
  }

  #reset(slot: number, timeMs: number): void {
    this.#states[slot] = 0;
    this.#closedMs[slot] = 0;
    this.#keys.touchedMs[slot] = timeMs;
  }

  #open(slot: number, edge: EdgeIndex, flow: FlowRecord): 0 | 1 {
    const state = this.#states[slot];
    if ((state & (OPENED | STILLBORN)) === 0) {
      this.#states[slot] |= OPENED;
      if ((state & DENIED) === 0) this.#count(slot, edge, FIGURE.connections, flow.timeMs);
      else this.#edges.count(edge, FIGURE.connections, flow.timeMs, 1);
    }
    if (flow.verdict !== AUDIT || (state & AUDITED) !== 0) return 0;
    this.#states[slot] |= AUDITED;
    this.#edges.count(edge, FIGURE.auditedAttempts, flow.timeMs, 1);
    return 1;
  }

  /** What one side let out and the other refused was never a connection; what was cut off later was one. */
  #deny(slot: number, edge: EdgeIndex, flow: FlowRecord): 0 | 1 {
    const state = this.#states[slot];
    const isDrop = flow.eventType === EVENT_DROP;
    const seen = isDrop ? DROP_SEEN : 0;
    if ((state & DENIED) !== 0) {
      this.#states[slot] |= seen;
      if (this.#edgeOf[slot] !== edge) this.#denyElsewhere(slot, edge, flow, isDrop && (state & DROP_SEEN) === 0);
      return 0;
    }
    const isFirstPacket = flow.protocol !== TCP || (flow.tcpFlags & TCP_SYN) !== 0;
    if ((state & OPENED) !== 0 && isFirstPacket) this.#takeBack(slot, FIGURE.connections);
    this.#states[slot] = (isFirstPacket ? (state & ~OPENED) | STILLBORN : state) | DENIED | seen;
    return this.#count(slot, edge, FIGURE.deniedAttempts, flow.timeMs);
  }

  #count(slot: number, edge: EdgeIndex, figure: Figure, timeMs: number): 1 {
    this.#edgeOf[slot] = edge;
    this.#serialOf[slot] = this.#edges.serial(edge);
    this.#countedMs[slot] = timeMs;
    this.#edges.count(edge, figure, timeMs, 1);
    return 1;
  }

  /** The other word about an attempt, on another edge: it moves there, or the policies that it names come here. */
  #denyElsewhere(slot: number, edge: EdgeIndex, flow: FlowRecord, moves: boolean): void {
    const before = this.#edgeOf[slot];
    if (this.#edges.serial(before) !== this.#serialOf[slot]) return;
    if (moves) {
      this.#takeBack(slot, FIGURE.deniedAttempts);
      this.#count(slot, edge, FIGURE.deniedAttempts, flow.timeMs);
      this.#edges.moveDenied(before, edge, flow.dropReason);
    } else if (flow.deniedBy.length > 0) {
      this.#edges.nameDenied(before, flow.dropReason, flow.deniedBy);
    }
  }

  /** When the edge was folded meanwhile, the count stays where it is. */
  #takeBack(slot: number, figure: Figure): void {
    const edge = this.#edgeOf[slot];
    if (this.#edges.serial(edge) === this.#serialOf[slot]) this.#edges.count(edge, figure, this.#countedMs[slot], -1);
  }

  /** The end may be told before the beginning, so it is remembered of connections that nobody has seen yet. */
  #close(flow: FlowRecord, reversed: boolean): void {
    hashTuple(flow, reversed);
    const { timeMs } = flow;
    const slot = this.#keys.find(tupleLow, tupleHigh, timeMs - TCP_IDLE_MS);
    if (!this.#keys.found) this.#reset(slot, timeMs);
    const isOfEarlier =
      (this.#states[slot] & (OPENED | DENIED)) !== 0 && timeMs < this.#countedMs[slot] - REUSE_AFTER_MS;
    if (isOfEarlier) return;
    this.#states[slot] |= CLOSED;
    this.#closedMs[slot] = Math.max(this.#closedMs[slot], timeMs);
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
