import { expect, test } from 'vitest';
import { told } from './testing/drawn-evidence.ts';

test('[WEB-315] a healthy edge says who allows it on either side', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 connections 5 forwarded 9
      flow 12s verdict FORWARDED egress by=CiliumNetworkPolicy/shop/cart-egress/41
      flow 13s verdict REDIRECTED ingress by=NetworkPolicy/data/redis-ingress/7
    `),
  ).toEqual([
    'Policy lets this through, and nothing fails.',
    'fact: Egress of shop/cart: allowed by CiliumNetworkPolicy shop/cart-egress (revision 41).',
    'fact: Ingress of data/redis: allowed by NetworkPolicy data/redis-ingress (revision 7).',
  ]);
});

test('[WEB-315] a verdict that names no policy says when none is named', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 connections 5 forwarded 9
      flow 12s verdict FORWARDED egress
    `),
  ).toEqual([
    'Policy lets this through, and nothing fails.',
    'fact: Egress of shop/cart: allowed by a policy verdict that names no policy.',
    'inference: Policies are not named where Cilium itself allows it, by old agents, or when correlation of policies is switched off.',
    'inference: Ingress of data/redis: no policy verdict is kept. Probably no policy selects it for ingress, which allows everything, or its verdicts are older than what is kept.',
  ]);
});

test('[WEB-315] a side without a verdict is probably selected by no policy, and what is outside has no side', () => {
  expect(
    told(`
      192.0.2.7 -> shop/gateway:443 connections 5 forwarded 9
      source world
    `),
  ).toEqual([
    'Policy lets this through, and nothing fails.',
    'inference: Ingress of shop/gateway: no policy verdict is kept. Probably no policy selects it for ingress, which allows everything, or its verdicts are older than what is kept.',
  ]);
});

test('[WEB-300] a refusal without any cause says that none was named', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 deniedAttempts 2 dropped 4
    `),
  ).toEqual([
    'Some of this is refused, and no flow says why.',
    'fact: No cause was named in the flows that were seen.',
  ]);
});
