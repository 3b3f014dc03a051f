import { type DNS, L7FlowType, type Layer7, type Policy, Verdict } from '@orrery/proto/flow/flow_pb';
import type { L7Truth } from '../sim-event.ts';
import type { Leg } from './leg.ts';
import type { Talk, World } from './talk.ts';
import type { Pod } from './party.ts';
import { legsOf, pass } from './tcp-connection.ts';

export type QueryType = 'A' | 'AAAA';

export type DnsOutcome =
  | {
      readonly kind: 'answer';
      readonly ips: readonly string[];
      readonly ttlSeconds: number;
      readonly cnames?: readonly string[];
    }
  /** The name is known, but has no address of this type. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'nxdomain' }
  /** `isProxyError`: the proxy itself gave up, and logs ERROR. */
  | { readonly kind: 'servfail'; readonly isProxyError: boolean }
  /** The name is not on the list that the policy allows. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'timeout' };

export interface DnsQuestion {
  /** Without the trailing dot. */
  readonly name: string;
  readonly type: QueryType;
  readonly outcome: DnsOutcome;
}

/**
 * Questions that a pod asks over one UDP socket, through the DNS proxy of its node:
 *
 *     client's node                               node of the DNS server
 *     verdict EGRESS REDIRECTED, to-proxy         (first packet only)
 *     REQUEST EGRESS
 *                               ───────────────►  to-endpoint (first packet only)
 *     RESPONSE EGRESS           ◄───────────────  to-overlay  (first packet only)
 *     to-endpoint, is_reply
 *
 * An answer is remembered by the pod, and names the addresses in its later flows. Returns when the last
 * question was answered.
 */
export function resolve(
  world: World,
  client: Pod,
  server: Pod,
  clientPort: number,
  by: readonly Policy[],
  questions: readonly DnsQuestion[],
  atMs: number,
): number {
  const { random } = world;
  const talk: Talk = { client, server, protocol: 'UDP', clientPort, serverPort: 53 };
  const legs = legsOf(world, talk);
  const proxy = legs.client;
  if (proxy === undefined) return atMs;

  pass(proxy, { kind: 'redirect', by, proxyPort: DNS_PROXY_PORT }, atMs);
  let nowMs = atMs + 0.1;
  let isFirst = true;
  for (const question of questions) {
    const { outcome, type } = question;
    const query = `${question.name}.`;
    const isRefused = outcome.kind === 'refused';
    const asked = dnsPart(L7FlowType.REQUEST, dnsRecord(query, type));
    const what = isRefused ? 'denied-question' : 'question';
    const verdict = isRefused ? Verdict.DROPPED : Verdict.FORWARDED;
    const truth: L7Truth = { kind: 'dns', what, name: question.name, type, rcode: 0 };
    proxy.l7(nowMs, verdict, false, asked, `DNS Query ${query} ${type}`, { truth });
    if (isRefused) {
      nowMs += 0.5;
      continue;
    }

    const hasPackets = isFirst;
    isFirst = false;
    if (hasPackets) {
      const arrivalMs = nowMs + 0.3;
      legs.server?.trace(arrivalMs, 'TO_ENDPOINT', false, 'SYN');
      if (outcome.kind !== 'timeout' && client.node !== server.node) {
        legs.server?.trace(arrivalMs + 0.2, 'TO_OVERLAY', true, 'SYN');
      }
    }
    if (outcome.kind === 'timeout') {
      nowMs += 5000;
      continue;
    }
    nowMs += random.between(0.8, 4);
    reply(proxy, query, type, outcome, nowMs);
    if (hasPackets) proxy.trace(nowMs + 0.05, 'TO_ENDPOINT', true, 'SYN');
    if (outcome.kind === 'answer') {
      for (const ip of outcome.ips) {
        client.resolved.set(ip, { name: question.name, untilMs: nowMs + outcome.ttlSeconds * 1000 });
      }
    }
    nowMs += 0.2;
  }
  return nowMs;
}

/** The names that a resolver with Kubernetes' search list tries before the name itself. */
export function searchExpansions(name: string, namespace: string): readonly string[] {
  return [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'].map((domain) => `${name}.${domain}`);
}

export const DNS_PROXY_PORT = 41523;

/** What Go prints for -1, which is how the proxy says that there is no answer to have a lifetime. */
const NO_TTL = 4294967295;

function reply(
  proxy: Leg,
  query: string,
  type: QueryType,
  outcome: Exclude<DnsOutcome, { kind: 'refused' | 'timeout' }>,
  atMs: number,
): void {
  switch (outcome.kind) {
    case 'answer': {
      const record = dnsRecord(query, type);
      const cnames = outcome.cnames ?? [];
      record.ips = [...outcome.ips];
      record.ttl = outcome.ttlSeconds;
      record.cnames = cnames.map((cname) => `${cname}.`);
      record.rrtypes = [...cnames.map(() => 'CNAME'), ...outcome.ips.map(() => type)];
      const summary = `DNS Answer "${outcome.ips.join(',')}" TTL: ${outcome.ttlSeconds} (Proxy ${query} ${type})`;
      proxy.l7(atMs, Verdict.FORWARDED, true, dnsPart(L7FlowType.RESPONSE, record), summary, {
        truth: truthWith(record.rcode),
      });
      return;
    }
    case 'empty': {
      const record = dnsRecord(query, type);
      record.ttl = NO_TTL;
      const summary = `DNS Answer  TTL: ${NO_TTL} (Proxy ${query} ${type})`;
      proxy.l7(atMs, Verdict.FORWARDED, true, dnsPart(L7FlowType.RESPONSE, record), summary, {
        truth: truthWith(record.rcode),
      });
      return;
    }
    case 'nxdomain':
      fail(3, 'Non-Existent Domain', Verdict.FORWARDED);
      return;
    case 'servfail':
      fail(2, 'Server Failure', outcome.isProxyError ? Verdict.ERROR : Verdict.FORWARDED);
      return;
  }

  function truthWith(rcode: number): L7Truth {
    return { kind: 'dns', what: 'answer', name: query.slice(0, -1), type, rcode };
  }

  function fail(rcode: number, text: string, verdict: Verdict): void {
    const record = dnsRecord(query, type);
    record.ttl = NO_TTL;
    record.rcode = rcode;
    const summary = `DNS Answer RCode: ${text} TTL: ${NO_TTL} (Proxy ${query} ${type})`;
    proxy.l7(atMs, verdict, true, dnsPart(L7FlowType.RESPONSE, record), summary, { truth: truthWith(record.rcode) });
  }
}

function dnsRecord(query: string, type: QueryType): DNS {
  return {
    $typeName: 'flow.DNS',
    query,
    ips: [],
    ttl: 0,
    cnames: [],
    observationSource: 'proxy',
    rcode: 0,
    qtypes: [type],
    rrtypes: [],
  };
}

function dnsPart(type: L7FlowType, dns: DNS): Layer7 {
  return { $typeName: 'flow.Layer7', type, latencyNs: 0n, record: { case: 'dns', value: dns } };
}
