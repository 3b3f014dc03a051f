import { expect, test } from 'vitest';
import { told } from './testing/drawn-evidence.ts';

test('[WEB-304] a full connection table is no policy', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 155 egress 3/0 10s..20s
      flow 12s drop DROPPED egress reason=155 file=bpf_lxc.c on=w1
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, but not by policy: CT map insertion failed.',
    'fact: 3 flows dropped at the egress of shop/cart from 10s to 20s, on node w1.',
    'fact: Reason 155, CT map insertion failed.',
    'fact: Dropped at bpf_lxc.c:7 of the program of the node.',
    'inference: The connection table of the node took no new entry. Probably it is full.',
  ]);
});

test('[WEB-304] a service without backends says what must be there', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 158 egress 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, but not by policy: service backend not found.',
    'fact: 3 flows dropped at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 158, service backend not found.',
    'inference: The service that was addressed had no backend to send this to.',
    'hint: The service must have a ready backend.',
  ]);
});

test('[WEB-304] a stale address is of a pod that is gone', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 151 ingress 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way into data/redis, but not by policy: stale or unroutable IP.',
    'fact: 3 flows dropped at the ingress of data/redis from 10s to 20s.',
    'fact: Reason 151, stale or unroutable IP.',
    'inference: No pod on that node has the destination address. Probably the pod is gone.',
  ]);
});

test("[WEB-304] a source address that is not the pod's is not let out", () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 132 egress 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, but not by policy: invalid source IP.',
    'fact: 3 flows dropped at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 132, invalid source IP.',
    'inference: The packet carried a source address that is not the one of the pod that sent it.',
  ]);
});

test('[WEB-304] strict encryption is a setting', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 195 egress 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, but not by policy: unencrypted traffic.',
    'fact: 3 flows dropped at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 195, unencrypted traffic.',
    'inference: Encryption is strict, and the packet would have left unencrypted. That is a setting and no network policy.',
  ]);
});

test('[WEB-304] a node that is not ready is usual for a moment', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 202 nowhere 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way, but not by policy: host datapath not ready.',
    'fact: 3 flows dropped from 10s to 20s.',
    'fact: Reason 202, host datapath not ready.',
    'inference: The program of the node itself was not loaded yet. That is usual for a moment while a pod, a node or its agent starts, and a fault when it lasts.',
  ]);
});

test('[WEB-304] a pod without its program was refused by no rule', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 203 ingress 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way into data/redis, but not by policy: endpoint policy program not available.',
    'fact: 3 flows dropped at the ingress of data/redis from 10s to 20s.',
    'fact: Reason 203, endpoint policy program not available.',
    'inference: The policy program of the pod was not loaded yet. No rule refused it. That is usual for a moment while a pod, a node or its agent starts, and a fault when it lasts.',
  ]);
});

test("[WEB-304] a packet that was too large is told by Cilium's words, not by the old name of the number", () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 136 egress 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, but not by policy: fragmentation needed.',
    'fact: 3 flows dropped at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 136, fragmentation needed.',
    'inference: The packet was too large for the path. Old agents use this number for a TCP packet without ACK.',
  ]);
});

test('[WEB-304] the source ranges of a load balancer are no network policy', () => {
  expect(
    told(`
      192.0.2.7 -> shop/gateway:443 dropped 3
      source world
      cause dropped 177 ingress 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way into shop/gateway, but not by policy: denied by LB source range check.',
    'fact: 3 flows dropped at the ingress of shop/gateway from 10s to 20s.',
    'fact: Reason 177, denied by LB source range check.',
    'inference: The caller is not in the source ranges of the load balancer service. That is a setting of the service and no network policy.',
    'hint: loadBalancerSourceRanges of the service must hold the address of the caller.',
  ]);
});

test('[WEB-304] a reason that is newer than this page keeps its number', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 321 egress 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, but not by policy: reason 321.',
    'fact: 3 flows dropped at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 321, which this page does not know.',
    'inference: The reason is newer than this page. No policy verdict came with it, so nothing says that a policy decided.',
  ]);
});

test('[WEB-304] a drop without a reason is not called policy', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 0 nowhere 3/0 10s..20s
    `),
  ).toEqual([
    'Dropped on the way, and the flows tell no reason.',
    'fact: 3 flows dropped from 10s to 20s.',
    'fact: The flows tell no reason.',
    'inference: No policy verdict came with it, so nothing says that a policy decided.',
  ]);
});

test('[WEB-312] an old agent tells what is no policy by number, too', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 169 egress 3/0 10s..20s
      flow 12s drop DROPPED egress number=169
    `),
  ).toEqual([
    'Dropped on the way out of shop/cart, but not by policy: FIB lookup failed.',
    'fact: 3 flows dropped at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 169, FIB lookup failed. The agent tells the number only, as old agents do.',
    'inference: The routing table of the node has no way to the destination.',
  ]);
});

test('[WEB-310] an answer that was dropped is told as one', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 163 egress 3/0 10s..20s
      flow 12s drop DROPPED egress reason=163 from=6379 to=40000
    `),
  ).toEqual([
    'Dropped on the way out of data/redis, but not by policy: unknown connection tracking state.',
    'fact: 3 flows dropped at the egress of data/redis from 10s to 20s.',
    'fact: Reason 163, unknown connection tracking state.',
    'inference: The state of its connection was not one that is known. Cilium itself could not do its work here.',
    'inference: What was dropped left data/redis on TCP 6379, so it was probably an answer to shop/cart. A drop does not say whether it is one.',
  ]);
});

test('[WEB-305] a packet that the proxy took is not lost', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 3
      cause dropped 205 egress 3/0 10s..20s
    `),
  ).toEqual([
    'Handed on, not lost: punt to proxy.',
    'fact: 3 flows handed on at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 205, punt to proxy.',
    'inference: The packet was handed to the proxy. Hubble prints it as a drop, because the packet left the usual way. Nothing was lost.',
    'Policy lets this through.',
    'inference: Egress of shop/cart: no policy verdict is kept. Probably no policy selects it for egress, which allows everything, or its verdicts are older than what is kept.',
    'inference: Ingress of data/redis: no policy verdict is kept. Probably no policy selects it for ingress, which allows everything, or its verdicts are older than what is kept.',
  ]);
});

test('[WEB-305] IGMP and multicast that Cilium took are not lost', () => {
  expect(
    told(`
      shop/cart -> data/redis:6379 dropped 9
      cause dropped 199 egress 3/0 10s..20s
      cause dropped 200 egress 3/0 10s..20s
      cause dropped 201 ingress 3/0 10s..20s
    `),
  ).toEqual([
    'Handed on, not lost: IGMP handled.',
    'fact: 3 flows handed on at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 199, IGMP handled.',
    'inference: Cilium took the IGMP message for itself. Hubble prints it as a drop, because the packet left the usual way. Nothing was lost.',
    'Handed on, not lost: IGMP subscribed.',
    'fact: 3 flows handed on at the egress of shop/cart from 10s to 20s.',
    'fact: Reason 200, IGMP subscribed.',
    'inference: Cilium took the IGMP message for itself and subscribed the pod. Hubble prints it as a drop, because the packet left the usual way. Nothing was lost.',
    'Handed on, not lost: multicast handled.',
    'fact: 3 flows handed on at the ingress of data/redis from 10s to 20s.',
    'fact: Reason 201, multicast handled.',
    'inference: Copies of the multicast packet were delivered; what is counted here is the original. Hubble prints it as a drop, because the packet left the usual way. Nothing was lost.',
    'Policy lets this through.',
    'inference: Egress of shop/cart: no policy verdict is kept. Probably no policy selects it for egress, which allows everything, or its verdicts are older than what is kept.',
    'inference: Ingress of data/redis: no policy verdict is kept. Probably no policy selects it for ingress, which allows everything, or its verdicts are older than what is kept.',
  ]);
});
