import { L7FlowType, type DNS, type Flow, type HTTP, type TCPFlags } from '@orrery/proto/flow/flow_pb';

/** One line about what was sent, as agents write it into `Summary`: theirs if it is there, else put together anew. */
export function summaryOf(flow: Flow): string {
  return flow.Summary === '' ? ownSummary(flow) : flow.Summary;
}

/** `SYN, ACK`; empty without flags. */
export function tcpFlagsText(flags: TCPFlags | undefined): string {
  return flags === undefined ? '' : TCP_FLAGS.filter((flag) => flags[flag]).join(', ');
}

/** In the order in which Hubble prints them. */
const TCP_FLAGS = ['SYN', 'ACK', 'RST', 'FIN', 'PSH', 'URG', 'ECE', 'CWR', 'NS'] as const;

function ownSummary({ l4, l7 }: Flow): string {
  if (l7?.record.case === 'http') return httpSummary(l7.record.value, l7.type, l7.latencyNs);
  if (l7?.record.case === 'dns') return dnsSummary(l7.record.value, l7.type);
  const protocol = l4?.protocol;
  switch (protocol?.case) {
    case 'TCP': {
      const flags = tcpFlagsText(protocol.value.flags);
      return flags === '' ? 'TCP' : `TCP Flags: ${flags}`;
    }
    case 'ICMPv4':
    case 'ICMPv6':
      return `${protocol.case} ${icmpText(protocol.case, protocol.value.type, protocol.value.code)}`;
    default:
      return protocol?.case ?? '';
  }
}

function icmpText(protocol: 'ICMPv4' | 'ICMPv6', type: number, code: number): string {
  return ECHOES.get(`${protocol} ${type}`) ?? `${type}(${code})`;
}

const ECHOES: ReadonlyMap<string, string> = new Map([
  ['ICMPv4 0', 'EchoReply'],
  ['ICMPv4 8', 'EchoRequest'],
  ['ICMPv6 128', 'EchoRequest'],
  ['ICMPv6 129', 'EchoReply'],
]);

function httpSummary({ protocol, method, url, code }: HTTP, type: L7FlowType, latencyNs: bigint): string {
  if (type !== L7FlowType.RESPONSE) return `${protocol} ${method} ${url}`;
  return `${protocol} ${code} ${latencyNs / 1_000_000n}ms (${method} ${url})`;
}

function dnsSummary({ query, qtypes, ips, cnames, rcode, ttl, observationSource }: DNS, type: L7FlowType): string {
  const types = qtypes.join(',');
  if (type !== L7FlowType.RESPONSE) return `DNS Query ${query} ${types}`;
  const source = observationSource === 'proxy' ? 'Proxy' : observationSource;
  const asked = `TTL: ${ttl} (${source} ${query} ${types})`;
  if (rcode !== 0) return `DNS Answer RCode: ${RCODES.get(rcode) ?? rcode} ${asked}`;
  const parts = [
    ...(ips.length > 0 ? [`"${ips.join(',')}"`] : []),
    ...(cnames.length > 0 ? [`CNAMEs: "${cnames.join(',')}"`] : []),
  ];
  return ['DNS Answer', ...parts, asked].join(' ');
}

const RCODES: ReadonlyMap<number, string> = new Map([
  [1, 'Format Error'],
  [2, 'Server Failure'],
  [3, 'Non-Existent Domain'],
  [4, 'Not Implemented'],
  [5, 'Query Refused'],
]);
