import { expect, test } from 'vitest';
import { told } from './testing/drawn-evidence.ts';

test('[WEB-301] a default deny at the source names the egress rule that is missing', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
      flow 12s verdict DROPPED egress reason=133 on=kind/w1 agent=1.19.4
      flow 12s drop DROPPED egress reason=133 on=kind/w1 agent=1.19.4
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows, on node w1.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});

test('[WEB-301] a default deny at the destination names the ingress rule that is missing', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 1 dropped 2
      cause denied 133 ingress 2/1 10s..10s
      flow 10s drop DROPPED ingress reason=133 on=w2
    `),
  ).toEqual([
    'Dropped on the way into data/redis, because no ingress rule allows shop/cart on TCP 6379.',
    'fact: 1 attempt refused at the ingress of data/redis at 10s, told by 2 flows, on node w2.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects data/redis for ingress, or enforcement is always on, and no rule allows shop/cart on TCP 6379.',
    'hint: To allow it, an ingress rule of a policy that selects data/redis must allow shop/cart on TCP 6379.',
  ]);
});

test('[WEB-301] a default deny of which no flow is kept says only what its cause says', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});

test('[WEB-301] a default deny whose side is not told names no rule', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 nowhere 4/2 10s..20s
    `),
  ).toEqual([
    'Dropped on the way, because no rule allows it.',
    'fact: 2 attempts refused from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
  ]);
});

test('[WEB-301] a default deny under a named policy names it with kind and revision', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s shop/cart-egress
      flow 12s verdict DROPPED egress reason=133 by=CiliumNetworkPolicy/shop/cart-egress/42 agent=1.20.2
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied.',
    'fact: Named by the flows: CiliumNetworkPolicy shop/cart-egress (revision 42).',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});

test('[WEB-301] flows after the first packet are told as flows, without attempts', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 4
      cause denied 133 egress 4/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 4 flows refused at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});

test('[WEB-301] a default deny of a protocol without ports speaks of the protocol', () => {
  expect(
    told(`
      shop/cart -> data/redis:0 dropped 1 deniedAttempts 1
      protocol ICMPv4
      cause denied 133 ingress 1/1 10s..10s
    `),
  ).toEqual([
    'Dropped on the way into data/redis, because no ingress rule allows shop/cart over ICMPv4.',
    'fact: 1 attempt refused at the ingress of data/redis at 10s.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects data/redis for ingress, or enforcement is always on, and no rule allows shop/cart over ICMPv4.',
    'hint: To allow it, an ingress rule of a policy that selects data/redis must allow shop/cart over ICMPv4.',
  ]);
});

test('[WEB-301] a node is guarded by host policies', () => {
  expect(
    told(`
      shop/cart -> host:10250 deniedAttempts 1 dropped 2
      destination host
      cause denied 133 ingress 2/1 10s..10s
      flow 10s verdict DROPPED ingress reason=133
    `),
  ).toEqual([
    'Dropped on the way into host, because no ingress rule allows shop/cart on TCP 10250.',
    'fact: 1 attempt refused at the ingress of host at 10s, told by 2 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects host for ingress, or enforcement is always on, and no rule allows shop/cart on TCP 10250.',
    'inference: A node is guarded by host policies: clusterwide policies with a node selector.',
    'hint: To allow it, an ingress rule of a policy that selects host must allow shop/cart on TCP 10250.',
  ]);
});

test('[WEB-301] a namespace is told by its pods', () => {
  expect(
    told(`
      shop -> data:6379 deniedAttempts 2 dropped 4
      source namespace
      destination namespace
      cause denied 133 egress 4/2 10s..20s
    `),
  ).toEqual([
    'Dropped on the way out of pods of shop, because no egress rule allows pods of data on TCP 6379.',
    'fact: 2 attempts refused at the egress of pods of shop from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects pods of shop for egress, or enforcement is always on, and no rule allows pods of data on TCP 6379.',
    'inference: It did not get to the ingress of pods of data, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects pods of shop must allow pods of data on TCP 6379.',
  ]);
});

test('[WEB-302] an explicit deny names its policies, and no rule that would help', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 181 ingress 4/2 10s..20s data/no-cart
      flow 12s verdict DROPPED ingress reason=181 by=CiliumClusterwideNetworkPolicy//deny-all/9 by=CiliumNetworkPolicy/data/no-cart/8
      flow 14s verdict DROPPED ingress reason=181 by=CiliumNetworkPolicy/data/no-cart/10
    `),
  ).toEqual([
    'Dropped on the way into data/redis: deny-all and data/no-cart forbid it.',
    'fact: 2 attempts refused at the ingress of data/redis from 10s to 20s, told by 4 flows.',
    'fact: Reason 181, policy denied by denylist.',
    'fact: Named by the flows: CiliumClusterwideNetworkPolicy deny-all (revision 9) and CiliumNetworkPolicy data/no-cart (revisions 8 and 10).',
    'inference: A deny rule outweighs every rule that allows, of whichever policy.',
    'hint: To allow it, the deny rule itself has to change, in CiliumClusterwideNetworkPolicy deny-all and CiliumNetworkPolicy data/no-cart.',
  ]);
});

test('[WEB-302] a named policy of which no flow is kept is a name without kind and revision', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 181 egress 4/2 10s..20s shop/no-redis
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart: shop/no-redis forbids it.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 181, policy denied by denylist.',
    'fact: Named by the flows: shop/no-redis.',
    'inference: A deny rule outweighs every rule that allows, of whichever policy.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, the deny rule itself has to change, in shop/no-redis.',
  ]);
});

test('[WEB-302] an explicit deny without a name says when agents cannot name it', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 181 egress 4/2 10s..20s
      flow 12s verdict DROPPED egress reason=181 agent=1.19.4
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart: a deny rule forbids it.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 181, policy denied by denylist. No policy is named.',
    'inference: An agent cannot name it for a range of ports, a host policy or a protocol without ports, and does not when correlation of policies is switched off.',
    'inference: A deny rule outweighs every rule that allows, of whichever policy.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, the deny rule itself has to change: an egress rule of a policy that selects shop/cart.',
  ]);
});

test('[WEB-302] an explicit deny of which only drops are kept says that verdicts name policies', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 181 egress 4/2 10s..20s
      flow 12s drop DROPPED egress reason=181
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart: a deny rule forbids it.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 181, policy denied by denylist. No policy is named.',
    'inference: Only drops are kept of it, and policies are named by policy verdicts. Probably verdict events are switched off or limited in rate.',
    'inference: A deny rule outweighs every rule that allows, of whichever policy.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, the deny rule itself has to change: an egress rule of a policy that selects shop/cart.',
  ]);
});

test('[WEB-303] authentication that succeeds afterwards is told with the connections that came about', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4 connections 9 forwarded 20
      cause denied 189 ingress 4/2 10s..20s
      flow 12s verdict DROPPED ingress reason=189 auth=SPIRE agent=1.19.4
    `),
  ).toEqual([
    'Dropped on the way into data/redis, because the two ends had not authenticated.',
    'fact: 2 attempts refused at the ingress of data/redis from 10s to 20s, told by 4 flows.',
    'fact: Reason 189, authentication required. No policy is named.',
    'inference: Agents 1.19.4 name policies for deny rules only.',
    'fact: The rule asks for SPIRE.',
    'inference: A rule allows this if both ends authenticate first. The first packet is dropped while they do, and the next one passes.',
    'fact: 9 connections of this edge came about in the last 1 min.',
  ]);
});

test('[WEB-303] authentication after which nothing passes probably fails', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 189 egress 4/2 10s..20s data/mutual
      flow 12s verdict DROPPED egress reason=189 by=CiliumNetworkPolicy/data/mutual/3
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because the two ends had not authenticated.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 189, authentication required.',
    'fact: Named by the flows: CiliumNetworkPolicy data/mutual (revision 3).',
    'inference: A rule allows this if both ends authenticate first. The first packet is dropped while they do, and the next one passes.',
    'inference: No connection came about in the last 1 min, so probably the two ends cannot authenticate.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
  ]);
});

test('[WEB-301] a policy verdict for another reason is told with that reason', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 1 dropped 2
      cause denied 165 ingress 2/1 10s..10s
      flow 10s verdict DROPPED ingress reason=165
    `),
  ).toEqual([
    'Dropped on the way into data/redis by a policy verdict: no configuration available to perform policy decision.',
    'fact: 1 attempt refused at the ingress of data/redis at 10s, told by 2 flows.',
    'fact: Reason 165, no configuration available to perform policy decision. No policy is named.',
    'inference: There was no policy program to decide. No rule refused it.',
  ]);
});

test('[WEB-301] a policy verdict without a reason says so', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 1 dropped 2
      cause denied 0 egress 2/1 10s..10s
      flow 10s verdict DROPPED egress
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart by policy.',
    'fact: 1 attempt refused at the egress of shop/cart at 10s, told by 2 flows.',
    'fact: The flows tell no reason. No policy is named.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
  ]);
});

test('[WEB-312] an old agent that tells the number only is called so', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 133 egress 4/2 10s..20s
      flow 12s drop DROPPED egress number=133
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. The agent tells the number only, as old agents do. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});

test('[WEB-312] an old agent names no policy of an explicit deny either', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 181 ingress 4/2 10s..20s
      flow 12s drop DROPPED ingress number=181
    `),
  ).toEqual([
    'Dropped on the way into data/redis: a deny rule forbids it.',
    'fact: 2 attempts refused at the ingress of data/redis from 10s to 20s, told by 4 flows.',
    'fact: Reason 181, policy denied by denylist. The agent tells the number only, as old agents do. No policy is named.',
    'inference: Such agents name no policies at all.',
    'inference: A deny rule outweighs every rule that allows, of whichever policy.',
    'hint: To allow it, the deny rule itself has to change: an ingress rule of a policy that selects data/redis.',
  ]);
});

test('[WEB-302] what policies log is told', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 deniedAttempts 2 dropped 4
      cause denied 181 egress 4/2 10s..20s shop/no-redis
      flow 12s verdict DROPPED egress reason=181 by=CiliumNetworkPolicy/shop/no-redis/4 log=PCI-7
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart: shop/no-redis forbids it.',
    'fact: 2 attempts refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 181, policy denied by denylist.',
    'fact: Named by the flows: CiliumNetworkPolicy shop/no-redis (revision 4).',
    'fact: The policies log: PCI-7.',
    'inference: A deny rule outweighs every rule that allows, of whichever policy.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, the deny rule itself has to change, in CiliumNetworkPolicy shop/no-redis.',
  ]);
});

test('[WEB-310] answers that were refused ask for no rule', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 connections 5 dropped 4
      cause denied 133 egress 4/0 10s..20s
      flow 12s drop DROPPED egress reason=133 from=6379 to=40000 on=w2
    `),
  ).toEqual([
    'Dropped on the way out of data/redis: what is refused are probably answers to shop/cart.',
    'fact: 4 flows refused at the egress of data/redis from 10s to 20s, on node w2.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'inference: What was refused left data/redis on TCP 6379, so it was probably an answer to shop/cart. A drop does not say whether it is one.',
    'inference: Answers pass when their connection is known. Probably it was not known any more: it expired, the agent was restarted, or answers take another way than questions.',
  ]);
});

test('[WEB-310] answers that are said to be answers are a fact', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 connections 5 dropped 4
      cause denied 133 egress 4/0 10s..20s
      flow 12s verdict DROPPED egress reason=133 reply=true
    `),
  ).toEqual([
    'Dropped on the way out of data/redis: answers to shop/cart are refused.',
    'fact: 4 flows refused at the egress of data/redis from 10s to 20s.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'fact: What was refused are answers of data/redis to shop/cart.',
    'inference: Answers pass when their connection is known. Probably it was not known any more: it expired, the agent was restarted, or answers take another way than questions.',
  ]);
});

test('[WEB-310] some answers among what was refused are told beside the rule', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 connections 5 deniedAttempts 1 dropped 4
      cause denied 133 egress 4/1 10s..20s
      flow 12s drop DROPPED egress reason=133 from=6379 to=40000
      flow 13s drop DROPPED egress reason=133
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, because no egress rule allows data/redis on TCP 6379.',
    'fact: 1 attempt refused at the egress of shop/cart from 10s to 20s, told by 4 flows.',
    'fact: Reason 133, policy denied. No policy is named, as usual for default deny: no rule matched, so there is none to name.',
    'fact: Some of what was refused are answers of data/redis to shop/cart.',
    'inference: Answers pass when their connection is known. Probably it was not known any more: it expired, the agent was restarted, or answers take another way than questions.',
    'inference: A policy selects shop/cart for egress, or enforcement is always on, and no rule allows data/redis on TCP 6379.',
    'inference: It did not get to the ingress of data/redis, which may refuse it, too.',
    'hint: To allow it, an egress rule of a policy that selects shop/cart must allow data/redis on TCP 6379.',
  ]);
});
