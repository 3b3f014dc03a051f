import { EVENT_POLICY_VERDICT, IS_REPLY_UNKNOWN, TCP_ACK, TCP_SYN } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';

/**
 * Whether a flow runs from the server to the client, when that follows from the flow alone; undefined when the graph
 * has to be asked. Conntrack says it for most flows, the first packet of TCP for most others. A late answer of TCP,
 * refused because conntrack forgot it, says nothing: both its verdict and its drop are for the graph to decide.
 */
export function isReversed(flow: FlowRecord): boolean | undefined {
  if (flow.isReply !== IS_REPLY_UNKNOWN) return flow.isReply === 1;
  if ((flow.tcpFlags & TCP_SYN) !== 0) return (flow.tcpFlags & TCP_ACK) !== 0;
  if (flow.eventType === EVENT_POLICY_VERDICT && flow.protocol !== TCP) return false;
  if (flow.protocol === ICMP_V4) return flow.icmpType === ECHO_REPLY_V4;
  if (flow.protocol === ICMP_V6) return flow.icmpType === ECHO_REPLY_V6;
  if (flow.sourcePort === 0) return false;
  if (flow.destinationPort === 0) return true;
  return undefined;
}

const TCP = 1;
const ICMP_V4 = 3;
const ICMP_V6 = 4;
const ECHO_REPLY_V4 = 0;
const ECHO_REPLY_V6 = 129;
