import { L7_DNS, L7_HTTP, L7_KAFKA, L7_NONE } from './flow-record.ts';
import type { FlowRecord } from './flow-record.ts';
import { FLOW_SHAPE, stepOver } from './message-shape.ts';
import { IRREGULAR } from './wire-reader.ts';
import type { WireReader } from './wire-reader.ts';

const L7_SHAPE = FLOW_SHAPE.message(15);
const DNS_SHAPE = L7_SHAPE.message(L7_DNS);
const HTTP_SHAPE = L7_SHAPE.message(L7_HTTP);
const HEADER_SHAPE = HTTP_SHAPE.message(5);

/** flow.Layer7: dns = 100, http = 101, kafka = 102. A second record in one message is for protobuf-es. */
export function readL7(wire: WireReader, flow: FlowRecord, end: number): void {
  flow.clearL7();
  while (wire.pos < end) {
    const tag = wire.tag();
    const field = tag >>> 3;
    if (tag === 0x08) flow.l7Type = wire.varint() | 0;
    else if (tag === 0x10) flow.latencyNs = wire.varint64();
    else if (field === L7_DNS || field === L7_HTTP || field === L7_KAFKA) {
      if ((tag & 7) !== 2 || flow.l7 !== L7_NONE) throw IRREGULAR;
      flow.l7 = field;
      const to = wire.lengthEnd(end);
      if (field === L7_DNS) readDns(wire, flow, to);
      else if (field === L7_HTTP) readHttp(wire, flow, to);
      else while (wire.pos < to) stepOver(wire, L7_SHAPE.message(field), wire.tag(), to);
      if (wire.pos !== to) throw IRREGULAR;
    } else stepOver(wire, L7_SHAPE, tag, end);
  }
  if (wire.pos !== end) throw IRREGULAR;
}

/** flow.HTTP */
function readHttp(wire: WireReader, flow: FlowRecord, end: number): void {
  while (wire.pos < end) {
    const tag = wire.tag();
    if (tag === 0x08) {
      flow.httpCode = wire.varint();
    } else if (tag === 0x12) {
      const to = wire.lengthEnd(end);
      wire.checkText(wire.pos, to);
      flow.methodFrom = wire.pos;
      wire.pos = flow.methodTo = to;
    } else if (tag === 0x1a) {
      const to = wire.lengthEnd(end);
      wire.checkText(wire.pos, to);
      flow.urlFrom = wire.pos;
      wire.pos = flow.urlTo = to;
    } else if (tag === 0x22) {
      const to = wire.lengthEnd(end);
      wire.checkText(wire.pos, to);
      flow.protocolFrom = wire.pos;
      wire.pos = flow.protocolTo = to;
    } else if (tag === 0x2a) {
      readHeader(wire, flow, wire.lengthEnd(end));
    } else {
      stepOver(wire, HTTP_SHAPE, tag, end);
    }
  }
  if (wire.pos !== end) throw IRREGULAR;
}

/** flow.HTTPHeader: of all headers X-Request-Id and Content-Type are used, and the last of each. */
function readHeader(wire: WireReader, flow: FlowRecord, end: number): void {
  let keyFrom = 0;
  let keyTo = 0;
  let valueFrom = 0;
  let valueTo = 0;
  while (wire.pos < end) {
    const tag = wire.tag();
    if (tag === 0x0a) {
      keyTo = wire.lengthEnd(end);
      keyFrom = wire.pos;
      wire.pos = keyTo;
    } else if (tag === 0x12) {
      valueTo = wire.lengthEnd(end);
      valueFrom = wire.pos;
      wire.pos = valueTo;
    } else {
      stepOver(wire, HEADER_SHAPE, tag, end);
    }
  }
  if (wire.pos !== end) throw IRREGULAR;
  wire.checkText(keyFrom, keyTo);
  wire.checkText(valueFrom, valueTo);
  if (keyTo - keyFrom !== 12 || valueTo === valueFrom) return;
  if (isText(wire.bytes, keyFrom, X_REQUEST_ID)) {
    wire.hashText(valueFrom, valueTo);
    flow.requestIdLow = wire.hashLow;
    flow.requestIdHigh = wire.hashHigh;
  } else if (isText(wire.bytes, keyFrom, CONTENT_TYPE)) {
    flow.isGrpc = valueTo - valueFrom >= APPLICATION_GRPC.length && isText(wire.bytes, valueFrom, APPLICATION_GRPC);
  }
}

const X_REQUEST_ID = new TextEncoder().encode('X-Request-Id');
const CONTENT_TYPE = new TextEncoder().encode('Content-Type');
const APPLICATION_GRPC = new TextEncoder().encode('application/grpc');

function isText(bytes: Uint8Array, from: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text[i]) return false;
  return true;
}

/** flow.DNS */
function readDns(wire: WireReader, flow: FlowRecord, end: number): void {
  while (wire.pos < end) {
    const tag = wire.tag();
    if (tag === 0x0a || tag === 0x12 || tag === 0x3a) {
      const to = wire.lengthEnd(end);
      wire.checkText(wire.pos, to);
      if (tag === 0x0a) {
        flow.queryFrom = wire.pos;
        flow.queryTo = to;
      } else if (tag === 0x12) flow.answerIps.push(wire.pos, to);
      else flow.queryTypes.push(wire.pos, to);
      wire.pos = to;
    } else if (tag === 0x18) flow.ttlSeconds = wire.varint();
    else if (tag === 0x30) flow.rcode = wire.varint();
    else stepOver(wire, DNS_SHAPE, tag, end);
  }
  if (wire.pos !== end) throw IRREGULAR;
}
