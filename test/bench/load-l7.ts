import { L7FlowType, Verdict } from '@orrery/proto/flow/flow_pb';
import type { LoadEdge } from './load-cluster.ts';
import { l7Event, PLACEHOLDER, type LoadEvent } from './load-events.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** A path id is ten digits, or the tail of something that looks like a uuid. */
const ROUTES: readonly Route[] = [
  { method: 'GET', path: `/cart/${PLACEHOLDER.pathId}`, status: 200 },
  { method: 'POST', path: `/api/v1/orders/${PLACEHOLDER.pathId}/items`, status: 201 },
  { method: 'GET', path: `/users/5a1e3f60-8b44-4a6e-9d29-0e${PLACEHOLDER.pathId}`, status: 404 },
  { method: 'PUT', path: `/api/v1/invoices/${PLACEHOLDER.pathId}`, status: 500 },
  { method: 'GET', path: '/healthz', status: 200 },
];

/** A request and its answer, seen by the proxy of the server, and for some edges also by the client's. */
export function httpExchanges(edge: LoadEdge, number: number): LoadEvent[][] {
  const first = ROUTES[number % ROUTES.length];
  const second = ROUTES[(number + 2) % ROUTES.length];
  const exchanges = [exchange(edge, first, 'server'), exchange(edge, second, 'server')];
  if (number % 4 === 0) exchanges.push(bothProxies(edge, first));
  return exchanges;
}

/** An L7 rule refuses: the request is DROPPED, and the 403 that the proxy sends is FORWARDED. */
export function httpDenied(edge: LoadEdge): LoadEvent[] {
  const route = { method: 'DELETE', path: `/cart/${PLACEHOLDER.pathId}`, status: 403 };
  return [request(edge, route, 'server', Verdict.DROPPED), answer(edge, route, 'server')];
}

export function dnsLookups(edge: LoadEdge, number: number): LoadEvent[][] {
  const query = `service-${String(number % 400).padStart(4, '0')}.team-${String(number % 40).padStart(2, '0')}.svc.cluster.local.`;
  const missing = `${query}team-01.svc.cluster.local.`;
  return [
    dnsPair(edge, query, 'A', { ips: [`10.96.${number & 255}.17`], ttl: 30, rrtypes: ['A'] }),
    dnsPair(edge, missing, 'AAAA', { ttl: 4_294_967_295, rcode: 3 }),
  ];
}

function exchange(edge: LoadEdge, route: Route, at: 'client' | 'server'): LoadEvent[] {
  return [request(edge, route, at, Verdict.FORWARDED), answer(edge, route, at)];
}

function bothProxies(edge: LoadEdge, route: Route): LoadEvent[] {
  const [clientRequest, clientAnswer] = exchange(edge, route, 'client');
  const [serverRequest, serverAnswer] = exchange(edge, route, 'server');
  return [clientRequest, serverRequest, serverAnswer, clientAnswer];
}

function request(edge: LoadEdge, route: Route, at: 'client' | 'server', verdict: Verdict): LoadEvent {
  const url = urlOf(edge, route);
  return l7Event(edge, at, L7FlowType.REQUEST, {
    verdict,
    l7: {
      type: L7FlowType.REQUEST,
      record: { case: 'http', value: { method: route.method, url, protocol: 'HTTP/1.1', headers: headers() } },
    },
    Summary: `HTTP/1.1 ${route.method} ${url}`,
  });
}

function answer(edge: LoadEdge, route: Route, at: 'client' | 'server'): LoadEvent {
  const url = urlOf(edge, route);
  const latencyMs = 3 + (edge.source.identity % 40);
  const http = { code: route.status, method: route.method, url, protocol: 'HTTP/1.1', headers: headers() };
  return l7Event(edge, at, L7FlowType.RESPONSE, {
    verdict: Verdict.FORWARDED,
    l7: {
      type: L7FlowType.RESPONSE,
      latencyNs: BigInt(latencyMs) * 1_000_000n,
      record: { case: 'http', value: http },
    },
    Summary: `HTTP/1.1 ${route.status} ${latencyMs}ms (${route.method} ${url})`,
  });
}

function headers() {
  return [
    { key: ':scheme', value: 'http' },
    { key: 'Accept', value: '*/*' },
    { key: 'User-Agent', value: 'curl/8.7.1' },
    { key: 'X-Forwarded-Proto', value: 'http' },
    { key: 'X-Request-Id', value: PLACEHOLDER.requestId },
  ];
}

function urlOf(edge: LoadEdge, route: Route): string {
  const host = edge.destination.kind === 'pod' ? edge.destination.pod.workload : edge.destination.ip;
  return `http://${host}:${edge.port}${route.path}`;
}

interface DnsAnswer {
  readonly ips?: string[];
  readonly ttl: number;
  readonly rcode?: number;
  readonly rrtypes?: string[];
}

function dnsPair(edge: LoadEdge, query: string, qtype: string, reply: DnsAnswer): LoadEvent[] {
  const asked = { query, observationSource: 'proxy', qtypes: [qtype] };
  const shown = reply.rcode === 3 ? 'RCode: Non-Existent Domain' : `"${reply.ips?.join(',') ?? ''}"`;
  return [
    l7Event(edge, 'client', L7FlowType.REQUEST, {
      verdict: Verdict.FORWARDED,
      l7: { type: L7FlowType.REQUEST, record: { case: 'dns', value: asked } },
      Summary: `DNS Query ${query} ${qtype}`,
    }),
    l7Event(edge, 'client', L7FlowType.RESPONSE, {
      verdict: Verdict.FORWARDED,
      l7: { type: L7FlowType.RESPONSE, record: { case: 'dns', value: { ...asked, ...reply } } },
      Summary: `DNS Answer ${shown} TTL: ${reply.ttl} (Proxy ${query} ${qtype})`,
    }),
  ];
}
