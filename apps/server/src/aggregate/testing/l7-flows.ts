import type { MessageInitShape } from '@bufbuild/protobuf';
import type { FlowSchema } from '@orrery/proto/flow/flow_pb';
import { flow } from './flow-builder.ts';
import type { FlowDetails } from './flow-builder.ts';

export interface HttpDetails {
  readonly at?: number;
  /** Which proxy tells. */
  readonly by?: 'client' | 'server';
  readonly id?: string;
  readonly method?: string;
  readonly code?: number;
  readonly latencyMs?: number;
  readonly refused?: boolean;
  readonly grpc?: boolean;
  readonly drawn?: string;
  readonly uuid?: string;
}

const CALL = 'shop/frontend:41000 -> shop/cart:8080';

export function httpRequest(url: string, details: HttpDetails = {}): Uint8Array {
  return http(url, details, 1);
}

export function httpResponse(url: string, details: HttpDetails = {}): Uint8Array {
  return http(url, details, 2);
}

function http(url: string, details: HttpDetails, type: 1 | 2): Uint8Array {
  const {
    at = 0,
    by = 'server',
    id,
    method = 'GET',
    code = 200,
    latencyMs = 0,
    refused = false,
    grpc = false,
    drawn = CALL,
    uuid,
  } = details;
  const headers = [
    { key: ':scheme', value: 'http' },
    ...(id === undefined ? [] : [{ key: 'X-Request-Id', value: id }]),
    ...(grpc ? [{ key: 'Content-Type', value: 'application/grpc' }] : []),
  ];
  const l7: MessageInitShape<typeof FlowSchema>['l7'] = {
    type,
    latencyNs: type === 2 ? BigInt(Math.round(latencyMs * 1e6)) : 0n,
    record: { case: 'http', value: { method, url, protocol: 'HTTP/1.1', code: type === 2 ? code : 0, headers } },
  };
  const direction = by === 'server' ? 'ingress' : 'egress';
  const node = by === 'server' ? 'n2' : 'n1';
  const verdict = refused ? 'dropped' : 'forwarded';
  return l7Flow(drawn, type, { at, node, direction, verdict, ...(uuid !== undefined && { uuid }), more: { l7 } });
}

export interface DnsDetails {
  readonly at?: number;
  readonly type?: string;
  readonly port?: number;
  readonly refused?: boolean;
  readonly rcode?: number;
  readonly ips?: readonly string[];
  readonly ttl?: number;
  readonly client?: string;
  readonly uuid?: string;
}

export function dnsQuestion(name: string, details: DnsDetails = {}): Uint8Array {
  return dns(name, details, 1);
}

export function dnsAnswer(name: string, details: DnsDetails = {}): Uint8Array {
  return dns(name, details, 2);
}

function dns(name: string, details: DnsDetails, type: 1 | 2): Uint8Array {
  const { at = 0, port = 42_000, refused = false, rcode = 0, ips = [], ttl = 30 } = details;
  const { client = 'shop/frontend', uuid } = details;
  const answer = type === 2 ? { ips: [...ips], rcode, ttl } : {};
  const value = { query: `${name}.`, qtypes: [details.type ?? 'A'], observationSource: 'proxy', ...answer };
  const l7: MessageInitShape<typeof FlowSchema>['l7'] = { type, record: { case: 'dns', value } };
  const verdict = refused ? 'dropped' : 'forwarded';
  return l7Flow(`${client}:${port} -> kube-system/coredns:53`, type, {
    at,
    protocol: 'UDP',
    direction: 'egress',
    verdict,
    ...(uuid !== undefined && { uuid }),
    more: { l7 },
  });
}

/** Source and destination of an answer are those of its packet: the server comes first. */
function l7Flow(drawn: string, type: 1 | 2, details: FlowDetails): Uint8Array {
  const ends = type === 2 ? drawn.split(' -> ').toReversed().join(' -> ') : drawn;
  return flow(ends, { event: 'l7', isReply: type === 2, ...details });
}
