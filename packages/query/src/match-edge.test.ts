import { expect, test } from 'vitest';
import type { Term } from './ast.ts';
import { edgeFilter } from './match-edge.ts';
import { formatTerm } from './print.ts';
import { PING, TO_CART, TO_WORLD } from './testing/edges.ts';
import { parsed } from './testing/parsed.ts';
import { randomQuery } from './testing/random-query.ts';
import { dice } from './testing/seeded.ts';

function selectedBy(text: string): string {
  const { matches } = edgeFilter(parsed(text));
  const names = Object.entries({ CART: TO_CART, WORLD: TO_WORLD, PING }).filter(([, edge]) => matches(edge));
  return names.map(([name]) => name).join(' ');
}

function written(terms: readonly Term[]): string {
  return terms.map(formatTerm).join(' ');
}

test.each([
  ['', 'CART WORLD PING'],
  ['namespace:pay', 'CART PING'],
  ['from-namespace:pay', ''],
  ['pod:pay/', 'CART PING'],
  ['workload:cart', 'CART PING'],
  ['to-workload:StatefulSet/', 'CART PING'],
  ['from-workload:Deployment/cart', ''],
  ['label:app=cart', 'CART PING'],
  ['-label:app=cart', 'WORLD'],
  ['identity:world', 'WORLD'],
  ['to-identity:31877', 'CART PING'],
  ['ip:1.1.1.0/24', 'WORLD'],
  ['-to-ip:1.1.1.1', 'CART PING'],
  ['fqdn:*.one', 'WORLD'],
  ['cluster:kind', 'CART WORLD PING'],
  ['to-cluster:kind', 'CART PING'],
  ['port:8080,53', 'CART WORLD'],
  ['to-port:0', ''],
  ['-to-port:53', 'CART PING'],
  ['protocol:tcp', 'CART'],
  ['protocol:icmp', 'PING'],
  ['policy:allow-shop', 'CART'],
  ['policy:pay/allow-shop', 'CART'],
  ['policy:shop/allow-shop', ''],
  ['drop-reason-desc:POLICY_DENIED', 'CART'],
  ['-drop-reason-desc:POLICY_DENIED', 'WORLD PING'],
  ['CART', 'CART PING'],
  ['one.one', 'WORLD'],
  ['cart,one', 'CART WORLD PING'],
  ['frontend one', 'WORLD'],
  ['namespace:shop -workload:cart', 'WORLD'],
])('[QRY-30] on the map %s selects: %s', (text, selected) => {
  expect(selectedBy(text)).toBe(selected);
});

test.each([
  ['verdict:DROPPED,AUDIT', [2, 4]],
  ['-verdict:FORWARDED,REDIRECTED,TRACED,TRANSLATED', [0, 2, 3, 4]],
  ['verdict:DROPPED,AUDIT -verdict:AUDIT', [2]],
  ['verdict:DROPPED -verdict:DROPPED', []],
  ['drop-reason-desc:POLICY_DENIED', [2]],
  ['drop-reason-desc:POLICY_DENIED verdict:FORWARDED', []],
  ['-drop-reason-desc:POLICY_DENIED', undefined],
  ['namespace:shop', undefined],
])('[QRY-31] the verdicts of %s are %j', (text, verdicts) => {
  const filter = edgeFilter(parsed(text));
  expect(filter.verdicts && [...filter.verdicts]).toEqual(verdicts);
  expect(filter.notApplied).toEqual([]);
});

test.each([
  'pod:cart',
  '-pod:cart',
  'pod:pay/,cart',
  'service:cart',
  'from-port:80',
  'identity:16777217',
  'identity:world,16777217',
  'type:l7',
  'protocol:http',
  'protocol:tcp,dns',
  'traffic-direction:egress',
  'tcp-flags:SYN',
  'snat-ip:10.0.0.1',
  'ip-version:v4',
  'encrypted:true',
  '-reply:true',
  'interface:eth0',
  'node-name:a',
  'node-label:a',
  'http-status:404',
  '-http-method:GET',
  'http-path:/x',
  'http-url:x',
  'http-header:Accept:',
  'dns-query:x',
  'trace-id:ab',
  'ip-trace-id:1',
  'uuid:x',
])('[QRY-32] on the map %s is listed as not applied, and hides nothing', (text) => {
  const filter = edgeFilter(parsed(text));
  expect(written(filter.notApplied)).toBe(text);
  expect(selectedBy(text)).toBe('CART WORLD PING');
});

test('[QRY-32] repeated fields that are not applied are all listed, in their order', () => {
  const text = 'uuid:b namespace:shop -pod:x uuid:a';
  expect(written(edgeFilter(parsed(text)).notApplied)).toBe('uuid:b -pod:x uuid:a');
});

test('[QRY-33] terms that judge a whole edge by a part of it are listed as such', () => {
  const text = 'policy:a -drop-reason-desc:POLICY_DENIED ip:1.1.1.1 shop namespace:shop verdict:DROPPED uuid:a';
  expect(written(edgeFilter(parsed(text)).partlyApplied)).toBe(
    'policy:a -drop-reason-desc:POLICY_DENIED ip:1.1.1.1 shop',
  );
});

test('[QRY-34] every term of a query is applied, a verdict, or listed', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const query = parsed(randomQuery(dice(seed), { maxTerms: 4, negate: true, words: true }));
    const { matches, notApplied } = edgeFilter(query);
    const applied = { terms: query.terms.filter((term) => !notApplied.includes(term)) };
    for (const edge of [TO_CART, TO_WORLD, PING]) {
      expect(edgeFilter(applied).matches(edge), `seed ${seed}`).toBe(matches(edge));
    }
    expect(edgeFilter(applied).notApplied, `seed ${seed}`).toEqual([]);
    expect(edgeFilter(applied).verdicts, `seed ${seed}`).toEqual(edgeFilter(query).verdicts);
  }
});
