import { expect, test } from 'vitest';
import { attemptWay } from './attempt-way.ts';
import { findingsOf } from './findings.ts';
import { policyName } from './statement.ts';
import { evidenceFrom } from './testing/drawn-evidence.ts';

/** `cart > egress allowed by shop/cart-egress on w1 > ingress denied here > redis`; `|` where nothing gets on. */
function wayOf(drawing: string): string | undefined {
  const evidence = evidenceFrom(drawing);
  const way = attemptWay(evidence, findingsOf(evidence)[0]);
  if (way === undefined) return undefined;
  const stations = way.stations.map(({ rule, words, policies, nodes, state }) => {
    const by = policies.length === 0 ? '' : ` by ${policies.map(policyName).join(', ')}`;
    const on = nodes.length === 0 ? '' : ` on ${nodes.join(', ')}`;
    return `${rule} ${words}${by}${on}${state === 'stopped' ? ' |' : ''}`;
  });
  return [way.from.name.name, ...stations, way.arrives ? way.to.name.name : `not ${way.to.name.name}`].join(' > ');
}

test('[WEB-317] an attempt that the source denies does not get to the destination', () => {
  expect(
    wayOf(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
      flow 12s verdict DROPPED egress reason=133 on=kind/w1
      flow 5s verdict FORWARDED ingress by=NetworkPolicy/data/redis-ingress/41
    `),
  ).toBe('cart > egress denied here on w1 | > ingress not reached > not redis');
});

test('[WEB-317] an attempt that the destination denies passed the source, by a policy that is named', () => {
  expect(
    wayOf(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 181 ingress 4/2 10s..20s data/no-cart
      flow 11s verdict FORWARDED egress by=CiliumNetworkPolicy/shop/cart-egress/41 on=w1
    `),
  ).toBe('cart > egress allowed by shop/cart-egress on w1 > ingress denied here by data/no-cart | > not redis');
});

test('[WEB-317] refused requests and audited connections get through, and are marked', () => {
  expect(
    wayOf(`
      shop/frontend -> shop/cart:8080 httpRequests 9 httpDenied 2 forwarded 30
      cause l7 0 ingress 2/2 10s..20s
    `),
  ).toBe('frontend > egress passed > ingress some refused here > cart');
  expect(
    wayOf(`
      shop/cart -> data/redis:6379 audit 3 auditedAttempts 3
      cause audited 0 egress 3/3 10s..20s
    `),
  ).toBe('cart > egress would be denied here > ingress passed > redis');
});

test('[WEB-317] what is outside has no gate, and answers go the other way', () => {
  expect(
    wayOf(`
      192.0.2.7 -> shop/gateway:443 deniedAttempts 1 dropped 2
      source world
      cause denied 133 ingress 2/1 10s..10s
    `),
  ).toBe('192.0.2.7 > ingress denied here | > not gateway');
  expect(
    wayOf(`
      shop/cart -> data/redis:6379 connections 5 dropped 4
      cause denied 133 egress 4/0 10s..20s
      flow 12s drop DROPPED egress reason=133 from=6379 to=40000
    `),
  ).toBe('redis > egress denied here | > ingress not reached > not cart');
});

test('[WEB-317] a healthy edge shows who allows it; where no side is told there is no way', () => {
  expect(
    wayOf(`
      shop/cart -> data/redis:6379 connections 5 forwarded 9
      flow 12s verdict FORWARDED egress by=CiliumNetworkPolicy/shop/cart-egress/41
    `),
  ).toBe('cart > egress allowed by shop/cart-egress > ingress no verdict kept > redis');
  expect(
    wayOf(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 202 nowhere 3/0 10s..20s
    `),
  ).toBeUndefined();
  expect(
    wayOf(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 205 egress 3/0 10s..20s
    `),
  ).toBeUndefined();
});
