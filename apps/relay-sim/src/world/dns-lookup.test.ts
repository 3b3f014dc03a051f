import { Verdict } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import { type DnsQuestion, resolve, searchExpansions } from './dns-lookup.ts';
import { connect } from './tcp-connection.ts';
import { describeEvent, setupWorld } from './testing.ts';

const NAME = 'one.one.one.one';

test('[SIM-13] a question and its answer go through the proxy of the client', () => {
  const { lines, dns } = asked({
    name: NAME,
    type: 'A',
    outcome: { kind: 'answer', ips: ['1.1.1.1', '1.0.0.1'], ttlSeconds: 300 },
  });
  expect(lines).toEqual([
    'kind-worker verdict EGRESS REDIRECTED frontend -> cart no-reply',
    'kind-worker to-proxy EGRESS FORWARDED frontend -> cart no-reply',
    'kind-worker request EGRESS FORWARDED frontend -> cart no-reply',
    'kind-worker2 to-endpoint INGRESS FORWARDED frontend -> cart no-reply',
    'kind-worker2 to-overlay FORWARDED cart -> frontend',
    'kind-worker response EGRESS FORWARDED cart -> frontend reply',
    'kind-worker to-endpoint EGRESS FORWARDED cart -> frontend reply',
  ]);
  expect(dns[0]).toMatchObject({
    query: 'one.one.one.one.',
    qtypes: ['A'],
    ips: [],
    ttl: 0,
    observationSource: 'proxy',
  });
  expect(dns[1]).toMatchObject({
    query: 'one.one.one.one.',
    ips: ['1.1.1.1', '1.0.0.1'],
    ttl: 300,
    rrtypes: ['A', 'A'],
  });
});

test('[SIM-13] NXDOMAIN has the TTL of minus one', () => {
  const { dns, summaries } = asked({ name: 'gone.internal', type: 'AAAA', outcome: { kind: 'nxdomain' } });
  expect(dns[1]).toMatchObject({ query: 'gone.internal.', qtypes: ['AAAA'], rcode: 3, ttl: 4294967295, ips: [] });
  expect(summaries.at(-2)).toBe('DNS Answer RCode: Non-Existent Domain TTL: 4294967295 (Proxy gone.internal. AAAA)');
});

test('[SIM-13] a refused name is a DROPPED question without an answer', () => {
  const { dns, verdicts } = asked({ name: 'tracker.example', type: 'A', outcome: { kind: 'refused' } });
  expect(dns).toHaveLength(1);
  expect(verdicts).toEqual([Verdict.DROPPED]);
});

test('[SIM-13] a silence is a question without an answer', () => {
  const { dns, verdicts } = asked({ name: 'slow.example', type: 'A', outcome: { kind: 'timeout' } });
  expect(dns).toHaveLength(1);
  expect(verdicts).toEqual([Verdict.FORWARDED]);
});

test('[SIM-13] SERVFAIL is code 2, and verdict ERROR when the proxy itself gave up', () => {
  const verdictsOf = (isProxyError: boolean) => {
    const { dns, verdicts } = asked({ name: 'a.example', type: 'A', outcome: { kind: 'servfail', isProxyError } });
    expect(dns[1]?.rcode).toBe(2);
    return verdicts;
  };
  expect(verdictsOf(false)).toEqual([Verdict.FORWARDED, Verdict.FORWARDED]);
  expect(verdictsOf(true)).toEqual([Verdict.FORWARDED, Verdict.ERROR]);
});

test('[SIM-13] only the first question of a socket has packets of its own', () => {
  const questions = searchExpansions('redis', 'shop').map((name): DnsQuestion => ({
    name,
    type: 'A',
    outcome: { kind: 'nxdomain' },
  }));
  const { lines, dns } = asked(...questions);
  expect(dns.map(({ query }) => query)).toEqual([
    'redis.shop.svc.cluster.local.',
    'redis.shop.svc.cluster.local.',
    'redis.svc.cluster.local.',
    'redis.svc.cluster.local.',
    'redis.cluster.local.',
    'redis.cluster.local.',
  ]);
  expect(lines.filter((line) => line.includes('to-'))).toHaveLength(4);
});

test('[SIM-14] an answer names the address in later flows of that pod, until it expires', () => {
  const { world, cluster, frontend, near, cart, talk, told } = setupWorld();
  const outcome = { kind: 'answer', ips: ['1.1.1.1'], ttlSeconds: 60 } as const;
  resolve(world, frontend.pod, cart.pod, 40_000, [], [{ name: NAME, type: 'A', outcome }], 1000);
  const [peer] = cluster.fqdn(NAME, ['1.1.1.1']);
  told();
  const namesAt = (atMs: number, client = frontend.pod) => {
    connect(world, talk(peer, 443, client), {}, atMs, { lastsMs: 5 });
    return told().map(({ flow }) => (flow.isReply === true ? flow.sourceNames : flow.destinationNames));
  };
  for (const names of namesAt(2000)) expect(names).toEqual([NAME]);
  for (const names of namesAt(2000, near.pod)) expect(names).toEqual([]);
  for (const names of namesAt(70_000)) expect(names).toEqual([]);
});

function asked(...questions: DnsQuestion[]) {
  const { world, frontend, cart, told } = setupWorld();
  resolve(world, frontend.pod, cart.pod, 54_314, [], questions, 1000);
  const events = told();
  const l7 = events.filter(({ flow }) => flow.l7?.record.case === 'dns');
  return {
    lines: events.map(describeEvent),
    summaries: events.map(({ flow }) => flow.Summary),
    verdicts: l7.map(({ flow }) => flow.verdict),
    dns: l7.map(({ flow }) => {
      const record = flow.l7?.record;
      if (record?.case !== 'dns') throw new Error('not a DNS flow');
      return record.value;
    }),
  };
}
