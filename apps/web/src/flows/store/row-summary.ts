import type { Flow, Layer4 } from '@orrery/proto/flow/flow_pb';
import { L7FlowType } from '@orrery/proto/flow/flow_pb';
import { tcpFlagsText } from '@orrery/flow/summary';

const MAX_LISTED = 8;

/** What is said in a flow beside its ends, in few words: a request, an answer, a question, flags. */
export function rowSummary({ l7, l4 }: Flow): string {
  const isAnswer = l7?.type === L7FlowType.RESPONSE;
  switch (l7?.record.case) {
    case 'http': {
      const { code, method, url } = l7.record.value;
      const request = `${method} ${target(url)}`;
      return isAnswer ? `${code} ${latencyText(l7.latencyNs)}${request}` : request;
    }
    case 'dns': {
      const { query, qtypes, ips, rcode } = l7.record.value;
      const question = `${qtypes.slice(0, MAX_LISTED).join(' ')} ${query}`;
      if (!isAnswer) return question;
      const answer = rcode === 0 ? ips.slice(0, MAX_LISTED).join(', ') || 'no address' : rcodeName(rcode);
      return `${question} → ${answer}`;
    }
    case 'kafka': {
      const { apiKey, topic } = l7.record.value;
      return `${apiKey} ${topic}`;
    }
    default:
      return l4Summary(l4);
  }
}

/** `NXDOMAIN` */
export function rcodeName(rcode: number): string {
  return RCODES.get(rcode) ?? `code ${rcode}`;
}

const RCODES: ReadonlyMap<number, string> = new Map([
  [1, 'FORMERR'],
  [2, 'SERVFAIL'],
  [3, 'NXDOMAIN'],
  [4, 'NOTIMP'],
  [5, 'REFUSED'],
]);

/** Path and query of an address; what is no address is told as it came. */
export function target(url: string): string {
  const scheme = url.indexOf('://');
  if (scheme === -1) return url;
  const path = url.indexOf('/', scheme + 3);
  return path === -1 ? '/' : url.slice(path);
}

function l4Summary(l4: Layer4 | undefined): string {
  const protocol = l4?.protocol;
  switch (protocol?.case) {
    case 'TCP':
      return tcpFlagsText(protocol.value.flags);
    case 'ICMPv4':
    case 'ICMPv6':
      return `type ${protocol.value.type} code ${protocol.value.code}`;
    case 'IGMP':
      return protocol.value.groupAddress;
    case 'VRRP':
      return `vrid ${protocol.value.vrid}`;
    default:
      return '';
  }
}

function latencyText(latencyNs: bigint): string {
  const ms = Number(latencyNs) / 1e6;
  return ms === 0 ? '' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms `;
}
