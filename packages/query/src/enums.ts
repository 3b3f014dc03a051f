import { DROP_REASON_NAMES } from './drop-reasons.ts';

/** In the order of their numbers: `VERDICTS[2]` is DROPPED. */
export const VERDICTS: readonly string[] = [
  'VERDICT_UNKNOWN',
  'FORWARDED',
  'DROPPED',
  'ERROR',
  'AUDIT',
  'REDIRECTED',
  'TRACED',
  'TRANSLATED',
];

export const DROPPED = 2;

const L4_PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmpv4', 'icmpv6', 'sctp', 'vrrp', 'igmp'];
const L7_PROTOCOLS = ['http', 'dns', 'kafka'];
export const PROTOCOLS: readonly string[] = [...L4_PROTOCOLS, ...L7_PROTOCOLS];

/** Field numbers of flow.Layer4 that a protocol of the query stands for; none for L7 protocols. */
export function l4Numbers(protocol: string): readonly number[] {
  switch (protocol) {
    case 'tcp':
      return [1];
    case 'udp':
      return [2];
    case 'icmp':
      return [3, 4];
    case 'icmpv4':
      return [3];
    case 'icmpv6':
      return [4];
    case 'sctp':
      return [5];
    case 'vrrp':
      return [6];
    case 'igmp':
      return [7];
    default:
      return [];
  }
}

/** In the order in which Hubble prints them. */
export const TCP_FLAGS: readonly string[] = ['SYN', 'ACK', 'RST', 'FIN', 'PSH', 'URG', 'ECE', 'CWR', 'NS'];

export const DROP_REASON_LIST: readonly string[] = [...DROP_REASON_NAMES.values()];

const DROP_REASON_NUMBERS = new Map([...DROP_REASON_NAMES].map(([number, name]) => [name, number]));

/** Of a name, or of a number that has no name yet. */
export function dropReasonNumber(text: string): number {
  return DROP_REASON_NUMBERS.get(text) ?? Number(text);
}

const RESERVED_IDENTITIES = [
  'unknown',
  'host',
  'world',
  'unmanaged',
  'health',
  'init',
  'remote-node',
  'kube-apiserver',
  'ingress',
  'world-ipv4',
  'world-ipv6',
];

/** The name of a reserved identity, from its name or its number. */
export function identityName(text: string): string | undefined {
  return RESERVED_IDENTITIES.includes(text) ? text : RESERVED_IDENTITIES[/^[0-9]{1,2}$/.test(text) ? Number(text) : -1];
}

/** Of a reserved name, or a number written out. */
export function identityNumber(text: string): number {
  const reserved = RESERVED_IDENTITIES.indexOf(text);
  return reserved >= 0 ? reserved : Number(text);
}

/** In the order of their numbers. */
export const IP_VERSIONS: readonly string[] = ['none', 'v4', 'v6'];

/** From here on numbers mean something else on every node. */
export const FIRST_LOCAL_IDENTITY = 16_777_216;
