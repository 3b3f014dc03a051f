import { expect, test } from 'vitest';
import { flowMatcher } from './match-flow.ts';
import { type FlowInit, flowOf, randomFlow } from './testing/random-flow.ts';
import { parsed } from './testing/parsed.ts';
import { randomQuery, VALUES } from './testing/random-query.ts';
import { dice } from './testing/seeded.ts';
import { FIELDS } from './fields.ts';

const HTTP: FlowInit = {
  uuid: 'u-1',
  verdict: 1,
  source: {
    identity: 24_009,
    namespace: 'shop',
    podName: 'frontend-7d9c',
    clusterName: 'kind',
    labels: ['k8s:app=frontend', 'k8s:tier=web'],
  },
  destination: {
    identity: 31_877,
    namespace: 'pay',
    podName: 'cart-5b8f',
    labels: ['k8s:app=cart'],
    workloads: [{ name: 'cart', kind: 'Deployment' }],
  },
  IP: { source: '10.244.1.23', destination: '10.244.2.41', ipVersion: 1 },
  l4: {
    protocol: { case: 'TCP', value: { sourcePort: 41_234, destinationPort: 8080, flags: { SYN: true, ACK: true } } },
  },
  l7: {
    record: {
      case: 'http',
      value: {
        code: 503,
        method: 'GET',
        url: 'http://cart:8080/cart/4%32?q=1',
        headers: [{ key: 'X-Request-Id', value: '42' }],
      },
    },
  },
  eventType: { type: 129 },
  trafficDirection: 1,
  nodeName: 'node-1',
  nodeLabels: ['kubernetes.io/arch=arm64'],
  isReply: true,
};

const DROP: FlowInit = {
  verdict: 2,
  dropReasonDesc: 133,
  source: { identity: 24_009, namespace: 'shop', podName: 'frontend-7d9c' },
  destination: { identity: 16_777_259, labels: ['cidr:1.1.1.1/32', 'fqdn:one.one.one.one.', 'reserved:world-ipv4'] },
  IP: { source: '2001:db8::1', destination: '2001:db8:1::2', ipVersion: 2, sourceXlated: '10.0.0.9', encrypted: true },
  l4: { protocol: { case: 'ICMPv6', value: { type: 128 } } },
  destinationNames: ['one.one.one.one', 'x_y.example.com'],
  eventType: { type: 1, subType: 133 },
  destinationService: { namespace: 'shop', name: 'cart' },
  egressDeniedBy: [{ namespace: 'shop', name: 'deny-world' }],
  ingressDeniedBy: [{ name: 'cluster-wide' }],
  nodeName: 'kind/node-2',
  interface: { name: 'eth0' },
  traceContext: { parent: { traceId: '4bf9' } },
  ipTraceId: { traceId: 42n },
};

const DNS: FlowInit = {
  verdict: 1,
  l4: { protocol: { case: 'UDP', value: { sourcePort: 5353, destinationPort: 53 } } },
  l7: { record: { case: 'dns', value: { query: 'api.shop.svc.cluster.local.' } } },
  eventType: { type: 129 },
};

test.each([
  // query, and which of HTTP, DROP and DNS it selects
  ['', 'HTTP DROP DNS'],
  ['namespace:shop', 'HTTP DROP'],
  ['from-namespace:pay', ''],
  ['to-namespace:pay', 'HTTP'],
  ['pod:cart', 'HTTP'],
  ['pod:shop/cart', ''],
  ['pod:pay/cart', 'HTTP'],
  ['pod:shop/', 'HTTP DROP'],
  ['to-pod:frontend', ''],
  ['workload:cart', 'HTTP'],
  ['workload:Deployment/', 'HTTP'],
  ['workload:StatefulSet/cart', ''],
  ['service:cart', 'DROP'],
  ['from-service:cart', ''],
  ['label:app=cart', 'HTTP'],
  ['from-label:app=cart', ''],
  ['label:k8s:app', 'HTTP'],
  ['label:"app in (x,frontend),tier"', 'HTTP'],
  ['label:cidr:1.1.1.1/32', 'DROP'],
  ['from-label:!app', 'DROP DNS'],
  ['identity:24009', 'HTTP DROP'],
  ['to-identity:16777259', 'DROP'],
  ['ip:10.244.2.41', 'HTTP'],
  ['from-ip:10.244.0.0/16', 'HTTP'],
  ['ip:2001:db8::/32', 'DROP'],
  ['ip:::/0', 'DROP'],
  ['port:8080', 'HTTP'],
  ['from-port:8080', ''],
  ['port:53,41234', 'HTTP DNS'],
  ['fqdn:one.*', 'DROP'],
  ['fqdn:*y.example.com', ''],
  ['fqdn:x_*.example.com', 'DROP'],
  ['cluster:kind', 'HTTP'],
  ['cluster:kin', ''],
  ['verdict:FORWARDED', 'HTTP DNS'],
  ['drop-reason-desc:POLICY_DENIED', 'DROP'],
  ['type:l7', 'HTTP DNS'],
  ['type:drop:133', 'DROP'],
  ['type:drop:181', ''],
  ['protocol:tcp,dns', 'HTTP DNS'],
  ['protocol:icmp', 'DROP'],
  ['protocol:icmpv4', ''],
  ['traffic-direction:ingress', 'HTTP'],
  ['tcp-flags:SYN', 'HTTP'],
  ['tcp-flags:SYN+FIN', ''],
  ['snat-ip:10.0.0.0/24', 'DROP'],
  ['ip-version:v4', 'HTTP'],
  ['ip-version:none', 'DNS'],
  ['encrypted:true', 'DROP'],
  ['encrypted:false', 'HTTP DNS'],
  ['reply:true', 'HTTP'],
  ['reply:false', 'DROP'],
  ['interface:eth0', 'DROP'],
  ['node-name:node-1', 'HTTP'],
  ['node-name:default/', 'HTTP'],
  ['node-name:kind/node-*', 'DROP'],
  ['node-label:kubernetes.io/arch=arm64', 'HTTP'],
  ['http-status:503', 'HTTP'],
  ['http-status:5+', 'HTTP'],
  ['http-status:50+', 'HTTP'],
  ['http-status:4+', ''],
  ['http-method:get', 'HTTP'],
  ['http-path:^/cart/42$', 'HTTP'],
  ['http-path:q=1', ''],
  ['http-url:q=1', 'HTTP'],
  ['http-header:x-request-id:42', 'HTTP'],
  ['http-header:x-request-id', 'HTTP'],
  ['http-header:x-request-id:4', ''],
  ['dns-query:[.]local[.]$', 'DNS'],
  ['trace-id:4BF9', 'DROP'],
  ['ip-trace-id:42', 'DROP'],
  ['uuid:u-1', 'HTTP'],
  ['policy:deny-world', 'DROP'],
  ['policy:shop/deny-world', 'DROP'],
  ['policy:pay/deny-world', ''],
  ['policy:cluster-wide', 'DROP'],
  ['CART', 'HTTP'],
  ['example.COM', 'DROP'],
  ['svc', 'DNS'],
  ['cart frontend', 'HTTP'],
  ['cart,svc', 'HTTP DNS'],
  ['"."', 'DROP DNS'],
  ['namespace:shop verdict:DROPPED', 'DROP'],
  ['verdict:DROPPED verdict:AUDIT', 'DROP'],
  ['-verdict:DROPPED -to-port:53', 'HTTP'],
  ['pod:frontend ip:10.244.2.41', 'HTTP'],
])('[QRY-10] %s selects: %s', (text, selected) => {
  const matches = flowMatcher(parsed(text));
  const names = Object.entries({ HTTP, DROP, DNS }).filter(([, init]) => matches(flowOf(init)));
  expect(names.map(([name]) => name).join(' ')).toBe(selected);
});

test('[QRY-10] no field selects a flow without anything in it, but those that ask for an absence', () => {
  const empty = flowOf({});
  const selecting = FIELDS.flatMap((field) =>
    VALUES[field.subject]
      .filter((value) => flowMatcher(parsed(`${field.name}:${value}`))(empty))
      .map((value) => `${field.subject}:${value}`),
  );
  expect([...new Set(selecting)]).toEqual([
    'label:!app',
    'label:app!=cart',
    'ip-version:none',
    'encrypted:false',
    'node-label:!arch',
  ]);
});

test('[QRY-11] a negated term is the complement of the term', () => {
  for (const { seed, text, flow } of cases()) {
    expect(flowMatcher(parsed(`-${text}`))(flow), `seed ${seed}: ${text}`).toBe(!flowMatcher(parsed(text))(flow));
  }
});

test('[QRY-12] commas and repeated fields are alternatives, and different fields must all hold', () => {
  for (const { seed, text, flow, random } of cases()) {
    const field = text.slice(0, text.indexOf(':'));
    const other = random.pick(VALUES[FIELDS.find(({ name }) => name === field)!.subject]);
    const matches = (query: string) => flowMatcher(parsed(query))(flow);
    const either = matches(text) || matches(`${field}:${other}`);
    const about = `seed ${seed}: ${text} ${other}`;
    expect(matches(`${text},${other}`), about).toBe(either);
    expect(matches(`${text} ${field}:${other}`), about).toBe(either);
    expect(matches(`-${text} -${field}:${other}`), about).toBe(!either);
    const second = random.pick(['verdict:DROPPED', 'cart', '-reply:true']);
    if (field !== 'verdict') expect(matches(`${text} ${second}`), about).toBe(matches(text) && matches(second));
  }
});

test('[QRY-13] a field for either end holds where the field for one of the ends does', () => {
  for (const { seed, text, flow } of cases()) {
    const matches = (query: string) => flowMatcher(parsed(query))(flow);
    if (FIELDS.find(({ name }) => text.startsWith(`${name}:`))!.end !== 'either') continue;
    expect(matches(text), `seed ${seed}: ${text}`).toBe(matches(`from-${text}`) || matches(`to-${text}`));
  }
});

function cases() {
  return Array.from({ length: 1_000 }, (_, i) => {
    const random = dice(i + 1);
    const text = randomQuery(random, { maxTerms: 1, negate: false, words: false });
    return { seed: i + 1, text, random, flow: randomFlow(random) };
  });
}

test('[QRY-14] hostile text in flows costs time in proportion to its length', () => {
  const matches = flowMatcher(
    parsed('http-path:(a+)+$ http-url:(.*)*x$ dns-query:b -cart label:"app in (a,b)" fqdn:*a*a*a*b'),
  );
  const long = 'a'.repeat(20_000);
  const flow = flowOf({
    destinationNames: [long],
    source: { labels: [long, `k8s:${long}=${long}`] },
    l7: { record: { case: 'http', value: { url: `/${long}%61!` } } },
  });
  const started = performance.now();
  matches(flow);
  flowMatcher(parsed('http-path:(a+)+$ '))(flow);
  flowMatcher(parsed('fqdn:*a*a*a*b'))(flow);
  expect(performance.now() - started).toBeLessThan(4_000);
});

test.each([
  ['http://h/a%2Fb', '^/a/b$', true],
  ['http://h', '^$', true],
  ['mailto:x', '^$', true],
  ['h/a', '', false],
  ['/a%zz', '', false],
  ['http://h:x/a', '', false],
  ['//h/a', '^//h/a$', true],
  ['/a\u0001', '', false],
  ['*', '[*]', true],
  ['http://user@[::1]:80/x#y', '#y$', true],
])('[QRY-15] the path of %s is what Hubble takes for it', (url, pattern, expected) => {
  const flow = flowOf({ l7: { record: { case: 'http', value: { url } } } });
  const text = pattern === '' ? 'http-path:.*' : `http-path:${pattern}`;
  expect(flowMatcher(parsed(text))(flow)).toBe(expected);
});
