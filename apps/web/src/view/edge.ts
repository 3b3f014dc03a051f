import type { Cause } from '@orrery/proto/orrery/live/v1/live_pb';

/** Columns of EdgeFigures: eight of flows, by verdict, then ten of attempts. */
export const FIGURES = [
  'forwarded',
  'dropped',
  'error',
  'audit',
  'redirected',
  'traced',
  'translated',
  'unknown',
  'connections',
  'deniedAttempts',
  'auditedAttempts',
  'httpRequests',
  'httpDenied',
  'httpFailed',
  'dnsQuestions',
  'dnsDenied',
  'dnsFailed',
  'dnsTimeouts',
] as const;
export type FigureName = (typeof FIGURES)[number];

/** Of the window of the view. */
export type Figures = Readonly<Record<FigureName, number>>;

/** A value: an edge that changed is another object, an untouched one stays the same. */
export interface Edge {
  /** Row number at the server; reused after the edge was removed. */
  readonly index: number;
  /** `SOURCE|DESTINATION|PORT|PROTOCOL`, the same after a reload. */
  readonly key: string;
  /** Vertex indices. */
  readonly source: number;
  readonly destination: number;
  readonly port: number;
  readonly protocol: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly figures: Figures;
  readonly causes: readonly Cause[];
}

export const NO_FIGURES: Figures = {
  forwarded: 0,
  dropped: 0,
  error: 0,
  audit: 0,
  redirected: 0,
  traced: 0,
  translated: 0,
  unknown: 0,
  connections: 0,
  deniedAttempts: 0,
  auditedAttempts: 0,
  httpRequests: 0,
  httpDenied: 0,
  httpFailed: 0,
  dnsQuestions: 0,
  dnsDenied: 0,
  dnsFailed: 0,
  dnsTimeouts: 0,
};

/** By the field numbers of flow.Layer4, as the API writes them in the address of an edge. */
const PROTOCOL_NAMES = ['unknown', 'TCP', 'UDP', 'ICMPv4', 'ICMPv6', 'SCTP', 'VRRP', 'IGMP'];

export function protocolName(protocol: number): string {
  return PROTOCOL_NAMES[protocol] ?? 'unknown';
}

export function edgeKey(source: string, destination: string, port: number, protocol: number): string {
  return `${source}|${destination}|${port}|${protocolName(protocol)}`;
}

/** What people call the protocol of an edge: the highest layer that was seen. */
export function spokenProtocol({ figures, protocol }: Pick<Edge, 'figures' | 'protocol'>): string {
  if (figures.httpRequests > 0) return 'HTTP';
  if (figures.dnsQuestions > 0) return 'DNS';
  return protocol === 0 ? '' : protocolName(protocol);
}

/** Attempts that a policy refused: connections, HTTP requests and DNS questions. */
export function deniedAttempts({ deniedAttempts: connections, httpDenied, dnsDenied }: Figures): number {
  return connections + httpDenied + dnsDenied;
}

/** Questions without a useful answer, whoever is to blame but policy. */
export function failedQuestions({ dnsFailed, dnsTimeouts }: Figures): number {
  return dnsFailed + dnsTimeouts;
}
