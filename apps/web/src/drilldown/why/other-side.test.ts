import { expect, test } from 'vitest';
import { told } from './testing/drawn-evidence.ts';

test('[WEB-311] what the destination did before is told of a denial at the source', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
      flow 12s verdict DROPPED egress reason=133
      flow 5s verdict FORWARDED ingress by=NetworkPolicy/data/redis-ingress/41
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'fact: The ingress of data/redis let through what got there, by NetworkPolicy data/redis-ingress (revision 41); last at 5s.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});

test('[WEB-311] the source is told to let through what the destination denies', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 ingress 4/2 10s..20s
      flow 12s verdict DROPPED ingress reason=133
      flow 11s verdict FORWARDED egress by=CiliumNetworkPolicy/shop/cart-egress/41
    `),
  ).toEqual([
    'Dropped on the way into data/redis, because no ingress rule allows shop/cart on TCP 6379.',
    'fact: 2 attempts refused at the ingress of data/redis from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects data/redis for ingress, or enforcement is always on, and no rule allows shop/cart on TCP 6379.',
    'fact: The egress of shop/cart lets it through, by CiliumNetworkPolicy shop/cart-egress (revision 41); last at 11s.',
    'hint: To allow it, an ingress rule of a policy that selects data/redis must allow shop/cart on TCP 6379.',
  ]);
});

test('[WEB-311] both sides that deny need a rule each', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 4 dropped 8
      cause denied 133 egress 6/3 10s..20s
      cause denied 181 ingress 2/1 11s..12s data/no-cart
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 3 attempts refused at the egress of shop/cart from 10s to 20s, told by 6 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'inference: The ingress of data/redis refuses some of it, too: both sides need a rule.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
    'Dropped on the way into data/redis: data/no-cart forbids it.',
    'fact: 1 attempt refused at the ingress of data/redis from 11s to 12s, told by 2 flows.',
    'fact: Reason 181, policy denied by denylist.',
    'fact: Named by the flows: data/no-cart.',
    'inference: A deny rule outweighs every rule that allows, of whichever policy.',
    'inference: The egress of shop/cart refuses some of it, too: both sides need a rule.',
    'hint: To allow it, the deny rule itself has to change, in data/no-cart.',
  ]);
});

test('[WEB-311] what is outside guards no gate', () => {
  expect(
    told(`
      192.0.2.7 -> shop/gateway:443 deniedAttempts 1 dropped 2
      source world
      cause denied 133 ingress 2/1 10s..10s
    `),
  ).toEqual([
    'Dropped on the way into shop/gateway, because no ingress rule allows 192.0.2.7 on TCP 443.',
    'fact: 1 attempt refused at the ingress of shop/gateway at 10s, told by 2 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/gateway for ingress, or enforcement is always on, and no rule allows 192.0.2.7 on TCP 443.',
    'hint: To allow it, an ingress rule of a policy that selects shop/gateway must allow 192.0.2.7 on TCP 443.',
  ]);
});

test('[WEB-313] what allowed it before is told with its revision', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
      flow 12s verdict DROPPED egress reason=133
      flow 8s verdict FORWARDED egress by=CiliumNetworkPolicy/shop/cart-egress/41
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'fact: Before, the egress of shop/cart let it through, by CiliumNetworkPolicy shop/cart-egress (revision 41); last at 8s.',
    'inference: Probably a policy or a label changed between 8s and 10s, when the first of it was refused.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});

test('[WEB-313] a side that lets some of it through meanwhile has pods or nodes that differ', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4 connections 3
      cause denied 133 egress 4/2 10s..20s
      flow 12s verdict DROPPED egress reason=133 on=w1
      flow 14s verdict FORWARDED egress by=CiliumNetworkPolicy/shop/cart-egress/41 on=w2
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows, on node w1.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'fact: Meanwhile, the egress of shop/cart lets some of it through, by CiliumNetworkPolicy shop/cart-egress (revision 41); last at 14s.',
    'inference: Policy decides by labels: probably not all pods have the same ones, or not all nodes have the same revision yet.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});

test('[WEB-319] what was not seen in the window any more is told as past', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 connections 3 forwarded 9
      seen 200
      cause denied 133 egress 4/2 10s..20s
    `),
  ).toEqual([
    'Policy lets this through, and nothing fails.',
    'inference: Egress of shop/cart: no policy verdict is kept. Probably no policy selects it for egress, which allows everything, or its verdicts are older than what is kept.',
    'inference: Ingress of data/redis: no policy verdict is kept. Probably no policy selects it for ingress, which allows everything, or its verdicts are older than what is kept.',
    'past: Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});
