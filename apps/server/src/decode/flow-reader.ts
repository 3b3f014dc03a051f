import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import type { GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import { ByteCache } from './byte-cache.ts';
import { endpointFrom, nodeNameFrom, policyFrom } from './endpoint.ts';
import type { Endpoint, NodeName, PolicyRef } from './endpoint.ts';
import { FlowRecord } from './flow-record.ts';
import { readL7 } from './l7-fields.ts';
import { FLOW_SHAPE, RESPONSE_SHAPE, stepOver, stepOverMessage } from './message-shape.ts';
import { readIp, readLayer4 } from './packet-fields.ts';
import { WireMemory } from './wire-memory.ts';
import { IRREGULAR, WireReader } from './wire-reader.ts';

export type MessageKind =
  /** `reader.flow` holds it. */
  | 'flow'
  /** `reader.notice` holds it. */
  | 'node-status'
  | 'lost-events'
  /** A kind that is newer than this program. */
  | 'other'
  | 'undecodable';

/** 4 x 16,384 endpoints: local and remote view of about 30,000 pods. */
const ENDPOINT_SETS = 16_384;
const ENDPOINT_BYTES = 32 * 1024 * 1024;
const POLICY_SETS = 2_048;
const POLICY_BYTES = 4 * 1024 * 1024;
const NODE_SETS = 1_024;
const NODE_BYTES = 256 * 1024;

const READ_BYTES = 128 * 1024;
/** No relay sends longer messages; one that comes from elsewhere than the read buffer is undecodable past it. */
const MAX_COPIED_BYTES = 4 * 1024 * 1024;

const TIME_SHAPE = FLOW_SHAPE.message(1);
const ETHERNET_SHAPE = FLOW_SHAPE.message(4);
const EVENT_TYPE_SHAPE = FLOW_SHAPE.message(19);
const IS_REPLY_SHAPE = FLOW_SHAPE.message(26);

/** GetFlowsResponse.node_name = 1000, time = 1001 */
const ENVELOPE_NODE_NAME = 8002;
const ENVELOPE_TIME = 8010;

/**
 * Reads a GetFlowsResponse straight from its wire bytes and takes only what the aggregate needs.
 *
 *     bytes ──► plain form? ──yes──► flow record, endpoints shared by their bytes
 *                    └──no──► protobuf-es reads and writes it again ──► plain form, or undecodable
 *
 * So for every field it takes it agrees with protobuf-es, on any bytes. Of fields that it does not take only the form
 * is looked at, not whether their text is UTF-8.
 */
export class FlowReader {
  readonly flow: FlowRecord;
  /** What is not a flow is rare, and read by protobuf-es. */
  notice: GetFlowsResponse | undefined;
  /** Messages that protobuf-es had to read because of their form. */
  irregular = 0;
  /** Messages that lie in it are read where they are; others are copied first. */
  readonly readBuffer: Buffer;
  readonly #memory: WireMemory;
  readonly #copy: number;
  readonly #wire: WireReader;
  readonly #endpoints: ByteCache<Endpoint>;
  readonly #policies: ByteCache<PolicyRef>;
  readonly #nodes: ByteCache<NodeName>;
  #lastData: Uint8Array | undefined;
  /** Where `#lastData` lies in the wire memory, or ELSEWHERE. */
  #dataAt = ELSEWHERE;

  /** `seed` is a random number, so that nobody outside can predict hashes. */
  constructor(seed: number) {
    const memory = new WireMemory(seed);
    this.#memory = memory;
    this.readBuffer = Buffer.from(memory.bytes.buffer, memory.reserve(READ_BYTES), READ_BYTES);
    this.#copy = memory.reserve(MAX_COPIED_BYTES);
    this.#wire = new WireReader(memory);
    this.#endpoints = new ByteCache(memory, ENDPOINT_SETS, ENDPOINT_BYTES, endpointFrom);
    this.#policies = new ByteCache(memory, POLICY_SETS, POLICY_BYTES, policyFrom);
    this.#nodes = new ByteCache(memory, NODE_SETS, NODE_BYTES, nodeNameFrom);
    this.flow = new FlowRecord(this.#nodes.get(0, 0), this.#endpoints.get(0, 0));
  }

  /** The bytes that the ranges of `flow` point into. */
  get bytes(): Uint8Array {
    return this.#wire.bytes;
  }

  text(from: number, to: number): string {
    return this.#wire.text(from, to);
  }

  /** Reads `data[from, to)`. Fills `flow` or `notice`, as the answer says. Never throws. */
  read(data: Uint8Array, from = 0, to = data.length): MessageKind {
    try {
      const start = this.#place(data, from, to);
      return this.#response(start, start + to - from);
    } catch {
      this.irregular++;
      return this.#readIrregular(data.subarray(from, to));
    }
  }

  /** The node that a message names in its envelope, as far as that can be read; for messages that are undecodable. */
  envelopeNode(data: Uint8Array, from = 0, to = data.length): NodeName {
    const wire = this.#wire;
    this.flow.clear();
    try {
      wire.pos = this.#place(data, from, to);
      const end = wire.pos + to - from;
      while (wire.pos < end) {
        const tag = wire.tag();
        if (tag === ENVELOPE_NODE_NAME) {
          const nameTo = wire.lengthEnd(end);
          return this.#nodes.get(wire.pos, nameTo);
        }
        wire.skip(tag, end);
      }
    } catch {
      // It cannot be read so far: it belongs to no node.
    }
    return this.flow.node;
  }

  /** Where `data[from, to)` begins in the wire memory. */
  #place(data: Uint8Array, from: number, to: number): number {
    if (data !== this.#lastData) {
      this.#lastData = data;
      this.#dataAt = data.buffer === this.#memory.bytes.buffer ? data.byteOffset : ELSEWHERE;
    }
    if (this.#dataAt !== ELSEWHERE) return this.#dataAt + from;
    if (to - from > MAX_COPIED_BYTES) throw IRREGULAR;
    this.#memory.bytes.set(data.subarray(from, to), this.#copy);
    return this.#copy;
  }

  #readIrregular(bytes: Uint8Array): MessageKind {
    try {
      const message = fromBinary(GetFlowsResponseSchema, bytes);
      const plain = toBinary(GetFlowsResponseSchema, message, { writeUnknownFields: false });
      const start = this.#place(plain, 0, plain.length);
      return this.#response(start, start + plain.length);
    } catch {
      return 'undecodable';
    }
  }

  #response(from: number, end: number): MessageKind {
    const wire = this.#wire;
    wire.pos = from;
    this.flow.clear();
    let kind: MessageKind = 'other';
    let node: NodeName | undefined;
    while (wire.pos < end) {
      const tag = wire.tag();
      switch (tag) {
        case 0x0a: // flow
        case 0x12: // node_status
        case 0x1a: {
          // lost_events
          if (kind !== 'other') throw IRREGULAR;
          const to = wire.lengthEnd(end);
          kind = tag === 0x0a ? 'flow' : tag === 0x12 ? 'node-status' : 'lost-events';
          if (kind === 'flow') this.#flow(to);
          else this.#notice(kind, wire.bytes.subarray(from, end));
          wire.pos = to;
          break;
        }
        case ENVELOPE_NODE_NAME: {
          const to = wire.lengthEnd(end);
          node = this.#nodes.get(wire.pos, to);
          wire.pos = to;
          break;
        }
        case ENVELOPE_TIME:
          stepOverMessage(wire, TIME_SHAPE, end);
          break;
        default:
          stepOver(wire, RESPONSE_SHAPE, tag, end);
      }
    }
    if (wire.pos !== end) throw IRREGULAR;
    if (node !== undefined && this.flow.node.name === '') this.flow.node = node;
    return kind;
  }

  #notice(kind: 'node-status' | 'lost-events', bytes: Uint8Array): void {
    this.notice = fromBinary(GetFlowsResponseSchema, bytes);
    const isAsRead = this.notice.responseTypes.case === (kind === 'lost-events' ? 'lostEvents' : 'nodeStatus');
    if (!isAsRead) throw IRREGULAR;
  }

  #flow(end: number): void {
    const wire = this.#wire;
    const flow = this.flow;
    let seen = 0;
    let oldDropReason = 0;
    while (wire.pos < end) {
      const tag = wire.tag();
      switch (tag) {
        case 0x0a: // time = 1
          seen = once(seen, 1);
          this.#time(wire.lengthEnd(end));
          break;
        case 0x10: // verdict = 2
          flow.verdict = wire.varint() | 0;
          break;
        case 0x18: // drop_reason = 3
          oldDropReason = wire.varint();
          break;
        case 0x50: // Type = 10
        case 0xb8: // policy_match_type = 23
        case 0xc0: // trace_observation_point = 24
        case 0x120: // trace_reason = 36
          wire.varint();
          break;
        case 0x12a: // node_labels = 37
        case 0xc3502: // Summary = 100000
          wire.pos = wire.lengthEnd(end);
          break;
        case 0x22: // ethernet = 4
          stepOverMessage(wire, ETHERNET_SHAPE, end);
          break;
        case 0x2a: // IP = 5
          seen = once(seen, 2);
          readIp(wire, flow, wire.lengthEnd(end));
          break;
        case 0x32: // l4 = 6
          seen = once(seen, 4);
          readLayer4(wire, flow, wire.lengthEnd(end));
          break;
        case 0x42: // source = 8
        case 0x4a: {
          // destination = 9
          const to = wire.lengthEnd(end);
          const endpoint = this.#endpoints.get(wire.pos, to);
          if (tag === 0x42) {
            seen = once(seen, 8);
            flow.source = endpoint;
          } else {
            seen = once(seen, 16);
            flow.destination = endpoint;
          }
          wire.pos = to;
          break;
        }
        case 0x5a: {
          // node_name = 11
          const to = wire.lengthEnd(end);
          flow.node = this.#nodes.get(wire.pos, to);
          wire.pos = to;
          break;
        }
        case 0x6a: // source_names = 13
          this.#range(flow.sourceNames, end);
          break;
        case 0x72: // destination_names = 14
          this.#range(flow.destinationNames, end);
          break;
        case 0x7a: // l7 = 15
          seen = once(seen, 32);
          readL7(wire, flow, wire.lengthEnd(end));
          break;
        case 0x9a: // event_type = 19
          seen = once(seen, 64);
          this.#eventType(wire.lengthEnd(end));
          break;
        case 0xb0: // traffic_direction = 22
          flow.direction = wire.varint() | 0;
          break;
        case 0xc8: // drop_reason_desc = 25
          flow.dropReason = wire.varint() | 0;
          break;
        case 0xd2: // is_reply = 26
          seen = once(seen, 128);
          this.#isReply(wire.lengthEnd(end));
          break;
        case 274: {
          // uuid = 34
          const to = wire.lengthEnd(end);
          wire.hashText(wire.pos, to);
          const none = to === wire.pos;
          flow.uuidLow = none ? 0 : wire.hashLow;
          flow.uuidHigh = none ? 0 : wire.hashHigh;
          wire.pos = to;
          break;
        }
        case 168010: // egress_allowed_by = 21001
        case 168018: // ingress_allowed_by = 21002
          this.#policy(flow.allowedBy, end);
          break;
        case 168034: // egress_denied_by = 21004
        case 168042: // ingress_denied_by = 21005
          this.#policy(flow.deniedBy, end);
          break;
        default:
          stepOver(wire, FLOW_SHAPE, tag, end);
      }
    }
    if (wire.pos !== end) throw IRREGULAR;
    if (flow.dropReason === 0) flow.dropReason = oldDropReason | 0;
  }

  #time(end: number): void {
    const wire = this.#wire;
    let seconds = 0;
    let nanos = 0;
    while (wire.pos < end) {
      const tag = wire.tag();
      if (tag === 0x08) seconds = wire.signedVarint64();
      else if (tag === 0x10) nanos = wire.varint() | 0;
      else stepOver(wire, TIME_SHAPE, tag, end);
    }
    if (wire.pos !== end) throw IRREGULAR;
    this.flow.timeMs = seconds * 1000 + nanos / 1e6;
    this.flow.hasTime = true;
  }

  #eventType(end: number): void {
    const wire = this.#wire;
    while (wire.pos < end) {
      const tag = wire.tag();
      if (tag === 0x08) this.flow.eventType = wire.varint() | 0;
      else if (tag === 0x10) this.flow.eventSubType = wire.varint() | 0;
      else stepOver(wire, EVENT_TYPE_SHAPE, tag, end);
    }
    if (wire.pos !== end) throw IRREGULAR;
  }

  #isReply(end: number): void {
    const wire = this.#wire;
    let value = false;
    while (wire.pos < end) {
      const tag = wire.tag();
      if (tag === 0x08) value = wire.bool();
      else stepOver(wire, IS_REPLY_SHAPE, tag, end);
    }
    if (wire.pos !== end) throw IRREGULAR;
    this.flow.isReply = value ? 1 : 0;
  }

  #range(ranges: number[], end: number): void {
    const wire = this.#wire;
    const to = wire.lengthEnd(end);
    wire.checkText(wire.pos, to);
    ranges.push(wire.pos, to);
    wire.pos = to;
  }

  #policy(policies: PolicyRef[], end: number): void {
    const wire = this.#wire;
    const to = wire.lengthEnd(end);
    policies.push(this.#policies.get(wire.pos, to));
    wire.pos = to;
  }
}

const ELSEWHERE = -1;

/** A sub-message that comes twice is merged by the standard; protobuf-es does that. */
function once(seen: number, bit: number): number {
  if ((seen & bit) !== 0) throw IRREGULAR;
  return seen | bit;
}
