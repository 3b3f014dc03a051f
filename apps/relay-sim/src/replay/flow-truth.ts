import type { Flow } from '@orrery/proto/flow/flow_pb';
import type { Truth, TruthProtocol } from '../sim-event.ts';
import { truthOf } from '../world/truth.ts';

/**
 * The edge of a recorded flow, from nothing but the flow itself. The client is, by the first rule that decides:
 *
 *     is_reply                  true: the destination; false: the source
 *     TCP flags                 SYN without ACK: the source; SYN with ACK: the destination
 *     ICMP echo                 request: the source; reply: the destination
 *     ports                     the side with the higher one
 *     otherwise                 the source
 */
export function flowTruth(flow: Flow): Truth {
  const { protocol, sourcePort, destinationPort } = portsOf(flow);
  const isReply = flow.isReply ?? looksLikeReply(flow, sourcePort, destinationPort);
  const source = { endpoint: flow.source, ip: flow.IP?.source ?? '' };
  const destination = { endpoint: flow.destination, ip: flow.IP?.destination ?? '' };
  return isReply
    ? truthOf(destination, source, flow.nodeName, sourcePort, protocol)
    : truthOf(source, destination, flow.nodeName, destinationPort, protocol);
}

function looksLikeReply(flow: Flow, sourcePort: number, destinationPort: number): boolean {
  const layer = flow.l4?.protocol;
  switch (layer?.case) {
    case 'TCP': {
      const flags = layer.value.flags;
      if (flags?.SYN === true) return flags.ACK;
      break;
    }
    case 'ICMPv4':
      return layer.value.type === ICMP_V4_ECHO_REPLY;
    case 'ICMPv6':
      return layer.value.type === ICMP_V6_ECHO_REPLY;
    default:
      break;
  }
  // A socket translation has no source port yet.
  return sourcePort !== 0 && sourcePort < destinationPort;
}

function portsOf(flow: Flow): { protocol: TruthProtocol; sourcePort: number; destinationPort: number } {
  const layer = flow.l4?.protocol;
  switch (layer?.case) {
    case 'TCP':
    case 'UDP':
    case 'SCTP':
      return {
        protocol: layer.case,
        sourcePort: layer.value.sourcePort,
        destinationPort: layer.value.destinationPort,
      };
    case 'ICMPv4':
    case 'ICMPv6':
      return { protocol: layer.case, sourcePort: 0, destinationPort: 0 };
    default:
      return { protocol: 'unknown', sourcePort: 0, destinationPort: 0 };
  }
}

const ICMP_V4_ECHO_REPLY = 0;
const ICMP_V6_ECHO_REPLY = 129;
