import type { FlowRecord } from './flow-record.ts';
import { FLOW_SHAPE, stepOver } from './message-shape.ts';
import { IRREGULAR, VARINT } from './wire-reader.ts';
import type { WireReader } from './wire-reader.ts';

const IP_SHAPE = FLOW_SHAPE.message(5);
const LAYER4_SHAPE = FLOW_SHAPE.message(6);
const TCP_FLAGS_SHAPE = LAYER4_SHAPE.message(1).message(3);
const ICMP_SHAPE = LAYER4_SHAPE.message(3);

/** flow.IP: the two addresses, as text and as hashes. */
export function readIp(wire: WireReader, flow: FlowRecord, end: number): void {
  while (wire.pos < end) {
    const tag = wire.tag();
    if (tag === 0x0a) {
      const to = wire.lengthEnd(end);
      wire.hashText(wire.pos, to);
      flow.sourceIpFrom = wire.pos;
      flow.sourceIpTo = to;
      flow.sourceIpHash = wire.hashLow;
      wire.pos = to;
    } else if (tag === 0x12) {
      const to = wire.lengthEnd(end);
      wire.hashText(wire.pos, to);
      flow.destinationIpFrom = wire.pos;
      flow.destinationIpTo = to;
      flow.destinationIpHash = wire.hashLow;
      wire.pos = to;
    } else {
      stepOver(wire, IP_SHAPE, tag, end);
    }
  }
  if (wire.pos !== end) throw IRREGULAR;
}

const TCP = 1;
const ICMP_V4 = 3;
const ICMP_V6 = 4;
const IGMP = 7;

/** flow.Layer4: which protocol, and its ports. A second protocol in one message is for protobuf-es. */
export function readLayer4(wire: WireReader, flow: FlowRecord, end: number): void {
  while (wire.pos < end) {
    const tag = wire.tag();
    const field = tag >>> 3;
    if (field === 0 || field > IGMP) {
      wire.skip(tag, end);
      continue;
    }
    if ((tag & 7) !== 2 || flow.protocol !== 0) throw IRREGULAR;
    flow.protocol = field;
    const to = wire.lengthEnd(end);
    if (field === ICMP_V4 || field === ICMP_V6) readIcmp(wire, flow, to);
    else if (field <= 2 || field === 5) readPorts(wire, flow, field, to);
    else while (wire.pos < to) stepOver(wire, LAYER4_SHAPE.message(field), wire.tag(), to);
    if (wire.pos !== to) throw IRREGULAR;
  }
  if (wire.pos !== end) throw IRREGULAR;
}

/** flow.TCP, flow.UDP and flow.SCTP have their ports in the same fields. */
function readPorts(wire: WireReader, flow: FlowRecord, protocol: number, end: number): void {
  let hasFlags = false;
  while (wire.pos < end) {
    const tag = wire.tag();
    if (tag === 0x08) flow.sourcePort = wire.varint();
    else if (tag === 0x10) flow.destinationPort = wire.varint();
    else if (protocol === TCP && tag === 0x1a && !hasFlags) {
      hasFlags = true;
      readTcpFlags(wire, flow, wire.lengthEnd(end));
    } else if (tag === 0x1a && hasFlags) throw IRREGULAR;
    else stepOver(wire, LAYER4_SHAPE.message(protocol), tag, end);
  }
  if (wire.pos !== end) throw IRREGULAR;
}

/** flow.TCPFlags: FIN = 1, SYN = 2, RST = 3, PSH = 4, ACK = 5 become the bits 1, 2, 4, 8, 16. */
function readTcpFlags(wire: WireReader, flow: FlowRecord, end: number): void {
  while (wire.pos < end) {
    const tag = wire.tag();
    const field = tag >>> 3;
    if (field === 0 || field > 5 || (tag & 7) !== VARINT) {
      stepOver(wire, TCP_FLAGS_SHAPE, tag, end);
      continue;
    }
    const bit = 1 << (field - 1);
    flow.tcpFlags = wire.bool() ? flow.tcpFlags | bit : flow.tcpFlags & ~bit;
  }
  if (wire.pos !== end) throw IRREGULAR;
}

/** flow.ICMPv4 and flow.ICMPv6 */
function readIcmp(wire: WireReader, flow: FlowRecord, end: number): void {
  while (wire.pos < end) {
    const tag = wire.tag();
    if (tag === 0x08) flow.icmpType = wire.varint();
    else stepOver(wire, ICMP_SHAPE, tag, end);
  }
  if (wire.pos !== end) throw IRREGULAR;
}
