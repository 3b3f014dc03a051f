import { create } from '@bufbuild/protobuf';
import { Cause_Kind, CauseSchema, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime } from '../../../base/numbers.ts';
import type { EndKind, GroupedEdge } from '../../../view/grouped-graph.ts';
import { groupedFrom } from '../../../view/testing/drawn-grouped-edge.ts';
import { dnsEvidence, httpRoutes, type EdgeEvidence } from '../evidence.ts';
import { findingsOf } from '../findings.ts';
import { flowFacts } from '../flow-fact.ts';
import { sentence, type Proof, type Statement } from '../statement.ts';

const EDGE = 'A|B|1|TCP';
const CLIENT = 'A';

/**
 * What is known of an edge, a line each; the edge comes first:
 *
 *     shop/cart -> data/redis:6379 deniedAttempts 2
 *     cause denied 133 egress 4/2 10s..20s shop/no-redis     flows/attempts, from and to, policies
 *     flow 12s verdict DROPPED egress reason=133 on=w1       further facts as name=value
 *     http DELETE /cart/{id} 10 denied=10 403=2
 *     dns api.example 3 answers=3 ip=198.51.100.1            elsewhere=1 for another server
 *     dns-none
 *     source host                                            also destination, protocol
 *     seen 200                                               when the edge was last seen, in seconds
 */
export function evidenceFrom(drawing: string): EdgeEvidence {
  const [first = '', ...lines] = drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const causes: Cause[] = [];
  const flows: object[] = [];
  const http: object[] = [];
  const dns: object[] = [];
  const kinds = new Map<string, string>();
  let isDnsKnown = false;
  for (const line of lines) {
    const [what = '', ...words] = line.split(/\s+/);
    isDnsKnown ||= what.startsWith('dns');
    if (what === 'cause') causes.push(causeOf(words));
    else if (what === 'flow') flows.push(flowOf(words));
    else if (what === 'http') http.push(httpOf(words));
    else if (what === 'dns') dns.push(dnsOf(words));
    else kinds.set(what, words[0] ?? '');
  }
  const edge = withKinds(groupedFrom(first, causes), kinds);
  return {
    edge,
    windowSeconds: 60,
    flows: flowFacts(flows, edge.port),
    http: http.length === 0 ? undefined : httpRoutes({ rows: http }, new Set([EDGE])),
    dns: isDnsKnown
      ? dnsEvidence({ rows: dns }, new Set([CLIENT]), new Set([EDGE]), { windowSeconds: 900 })
      : undefined,
  };
}

/** What is said of it, a line each: titles, then statements with their first letter. Times are seconds of the drawing. */
export function told(drawing: string): readonly string[] {
  return findingsOf(evidenceFrom(drawing)).flatMap(({ title, statements, isPast }) => [
    `${isPast === true ? 'past: ' : ''}${seconds(sentence(title))}`,
    ...statements.map(({ kind, pieces }) => `${kind}: ${seconds(sentence(pieces))}`),
  ]);
}

/** The proof of the first statement that says this. */
export function proofOf(statements: readonly Statement[], part: string): Proof | undefined {
  return statements.find(({ pieces }) => sentence(pieces).includes(part))?.proof;
}

const CLOCKS = new Map(Array.from({ length: 600 }, (_, second) => [clockTime(second * 1000), `${second}s`]));

function seconds(text: string): string {
  return text.replaceAll(/\d\d:\d\d:\d\d/g, (time) => CLOCKS.get(time) ?? time);
}

function withKinds(edge: GroupedEdge, kinds: ReadonlyMap<string, string>): GroupedEdge {
  const { source, destination } = edge;
  return {
    ...edge,
    lastSeenMs: Number(kinds.get('seen') ?? 20) * 1000,
    protocol: PROTOCOLS.indexOf(kinds.get('protocol') ?? 'TCP'),
    source: { ...source, kind: (kinds.get('source') ?? source.kind) as EndKind },
    destination: { ...destination, kind: (kinds.get('destination') ?? destination.kind) as EndKind },
  };
}

const PROTOCOLS = ['', 'TCP', 'UDP', 'ICMPv4'];
const KINDS: Readonly<Record<string, Cause_Kind>> = {
  denied: Cause_Kind.DENIED,
  audited: Cause_Kind.AUDITED,
  l7: Cause_Kind.L7_DENIED,
  dropped: Cause_Kind.NOT_POLICY,
};
const DIRECTIONS = ['nowhere', 'ingress', 'egress'];

function causeOf([
  kind = '',
  reason = '0',
  direction = '',
  counts = '1/1',
  span = '10s..10s',
  ...policies
]: string[]): Cause {
  const [flows, attempts] = counts.split('/').map(Number);
  const [firstSeenMs, lastSeenMs] = span.split('..').map((time) => Number.parseInt(time, 10) * 1000);
  return create(CauseSchema, {
    kind: KINDS[kind],
    dropReason: Number(reason),
    direction: DIRECTIONS.indexOf(direction),
    policies,
    flows,
    attempts,
    firstSeenMs,
    lastSeenMs,
  });
}

const EVENTS: Readonly<Record<string, number>> = { drop: 1, trace: 4, verdict: 5, l7: 129 };

function flowOf([time = '0s', event = '', verdict = '', direction = '', ...more]: string[]): object {
  const given = valuesOf(more);
  const way = direction === 'egress' ? 'egress' : 'ingress';
  const by = given.get('by')?.map((text) => {
    const [kind, namespace, name, revision] = text.split('/');
    return { kind, namespace, name, revision };
  });
  const one = (name: string): string | undefined => given.get(name)?.[0];
  const ports = { source_port: Number(one('from') ?? 40_000), destination_port: Number(one('to') ?? 6379) };
  return {
    flow: {
      time: new Date(Number.parseInt(time, 10) * 1000).toISOString(),
      uuid: `${event}-${time}`,
      node_name: one('on') ?? '',
      verdict,
      event_type: { type: EVENTS[event] },
      traffic_direction: direction === '-' ? undefined : direction.toUpperCase(),
      drop_reason_desc:
        one('reason') === undefined ? undefined : (REASONS[one('reason') ?? ''] ?? Number(one('reason'))),
      drop_reason: Number(one('number') ?? one('reason') ?? 0),
      is_reply: one('reply') === undefined ? undefined : one('reply') === 'true',
      emitter: one('agent') === undefined ? undefined : { name: 'Hubble', version: one('agent') },
      auth_type: one('auth'),
      file: one('file') === undefined ? undefined : { name: one('file'), line: 7 },
      policy_log: given.get('log'),
      IP: { source: '10.0.0.1', destination: one('ip') ?? '10.0.0.2' },
      destination_names: given.get('name'),
      l4: { TCP: ports },
      l7: one('http') === undefined ? dnsRecord(one('asks')) : httpRecord(one('http') ?? '', one('id')),
      [`${way}_${verdict === 'DROPPED' || verdict === 'AUDIT' ? 'denied' : 'allowed'}_by`]: by,
    },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  133: 'POLICY_DENIED',
  155: 'CT_MAP_INSERTION_FAILED',
  181: 'POLICY_DENY',
  189: 'AUTH_REQUIRED',
};

/** `DELETE`, `GET/403` or `GET/0/cart/7`: method, code and path. */
function httpRecord(text: string, id: string | undefined): object {
  const [method, code, ...path] = text.split('/');
  const headers = id === undefined ? [] : [{ key: 'X-Request-Id', value: id }];
  return { http: { method, code: Number(code ?? 0), url: `http://cart/${path.join('/')}?q=1`, headers } };
}

function dnsRecord(query: string | undefined): object | undefined {
  return query === undefined ? undefined : { dns: { query: `${query}.` } };
}

const ROW = { source: 'A', destination: 'B', port: 1, protocol: 'TCP' };

function httpOf([method, path, requests, ...more]: string[]): object {
  const given = valuesOf(more);
  const codes = [...given].filter(([name]) => /^\d+$/.test(name)).map(([name, [count]]) => [name, Number(count)]);
  return {
    ...ROW,
    method,
    path,
    requests: Number(requests),
    denied: Number(given.get('denied')?.[0] ?? 0),
    is_grpc: given.has('grpc'),
    status_codes: Object.fromEntries(codes),
  };
}

function dnsOf([name = '', questions, ...more]: string[]): object {
  const given = valuesOf(more);
  const count = (of: string): number => Number(given.get(of)?.[0] ?? 0);
  return {
    ...ROW,
    ...(given.has('elsewhere') && { destination: 'C' }),
    client: CLIENT,
    name,
    questions: Number(questions),
    answers: count('answers'),
    denied: count('denied'),
    timeouts: count('timeouts'),
    rcodes: { 3: count('nxdomain'), 2: count('servfail') },
    addresses: (given.get('ip') ?? []).map((address) => ({ address })),
    search_domain_of: given.get('means')?.[0] ?? null,
  };
}

/** `by=a by=b on=w1` */
function valuesOf(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const word of words) {
    const at = word.indexOf('=');
    const name = word.slice(0, at);
    values.set(name, [...(values.get(name) ?? []), word.slice(at + 1)]);
  }
  return values;
}
