import { DropReason, Verdict } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import { connect, exchangeDatagrams } from './tcp-connection.ts';
import { describeEvent, type FlowEvent, setupWorld } from './testing.ts';

const SHORT = { lastsMs: 5 };

test('[SIM-3] a connection between two nodes is told from both sides', () => {
  const { world, cart, policy, talk, told } = setupWorld();
  const allow = { kind: 'allow', by: [policy] } as const;
  connect(world, talk(cart.pod), { egress: allow, ingress: allow }, 1000, SHORT);
  expect(told().map(describeEvent)).toEqual([
    'kind-worker verdict EGRESS FORWARDED frontend -> cart SYN no-reply',
    'kind-worker to-overlay FORWARDED frontend -> cart SYN',
    'kind-worker2 verdict INGRESS FORWARDED frontend -> cart SYN no-reply',
    'kind-worker2 to-endpoint INGRESS FORWARDED frontend -> cart SYN no-reply',
    'kind-worker2 to-overlay FORWARDED cart -> frontend SYN, ACK',
    'kind-worker to-endpoint EGRESS FORWARDED cart -> frontend SYN, ACK reply',
    'kind-worker to-overlay FORWARDED frontend -> cart ACK, FIN',
    'kind-worker2 to-endpoint INGRESS FORWARDED frontend -> cart ACK, FIN no-reply',
    'kind-worker2 to-overlay FORWARDED cart -> frontend ACK, FIN',
    'kind-worker to-endpoint EGRESS FORWARDED cart -> frontend ACK, FIN reply',
  ]);
});

test('[SIM-3] on one node there is no overlay, and without policies no verdict', () => {
  const { world, near, talk, told } = setupWorld();
  connect(world, talk(near.pod), {}, 1000, SHORT);
  expect(told().map(describeEvent)).toEqual([
    'kind-worker to-endpoint INGRESS FORWARDED frontend -> near SYN no-reply',
    'kind-worker to-endpoint EGRESS FORWARDED near -> frontend SYN, ACK reply',
    'kind-worker to-endpoint INGRESS FORWARDED frontend -> near ACK, FIN no-reply',
    'kind-worker to-endpoint EGRESS FORWARDED near -> frontend ACK, FIN reply',
  ]);
});

test('[SIM-3] of a probe only the pod side is told, and of world egress only the client side', () => {
  const { world, cluster, frontend, talk, told } = setupWorld();
  connect(world, talk(frontend.pod, 8080, cluster.hosts[0]), {}, 1000, SHORT);
  expect(told().slice(0, 2).map(describeEvent)).toEqual([
    'kind-worker to-endpoint INGRESS FORWARDED reserved:host -> frontend SYN no-reply',
    'kind-worker to-stack INGRESS FORWARDED frontend -> reserved:host SYN, ACK reply',
  ]);
  connect(world, talk(cluster.world('203.0.113.7'), 443), {}, 2000, SHORT);
  const lines = told().map(describeEvent);
  expect(lines[0]).toBe('kind-worker to-stack EGRESS FORWARDED frontend -> reserved:world-ipv4 SYN no-reply');
  expect(lines).toContain('kind-worker to-endpoint EGRESS FORWARDED reserved:world-ipv4 -> frontend SYN, ACK reply');
});

test('[SIM-3] a long connection is told about every five seconds', () => {
  const { world, cart, talk, told } = setupWorld();
  connect(world, talk(cart.pod), {}, 1000, { lastsMs: 12_000 });
  const alive = told().filter(({ flow }) => flow.Summary === 'TCP Flags: ACK, PSH');
  expect(alive.filter(({ flow }) => flow.isReply === true).map(({ timeMs }) => Math.floor(timeMs / 1000))).toEqual([
    6, 11,
  ]);
});

test('[SIM-4] endpoint IDs and workloads are written on the local side only', () => {
  const { world, cart, frontend, talk, told } = setupWorld();
  connect(world, talk(cart.pod), {}, 1000, SHORT);
  for (const { flow, node } of told()) {
    for (const endpoint of [flow.source!, flow.destination!]) {
      const pod = endpoint.podName === cart.pod.name ? cart.pod : frontend.pod;
      expect(endpoint.ID > 0).toBe(pod.node === node);
      expect(endpoint.workloads.map(({ name, kind }) => `${kind}/${name}`)).toEqual(
        pod.node === node ? [`Deployment/${pod.workload.name}`] : [],
      );
      expect(endpoint.labels).toContain(`k8s:app=${pod.workload.name}`);
    }
  }
});

test('[SIM-5] an event at the overlay has neither a direction nor is_reply', () => {
  const { world, cart, talk, told } = setupWorld();
  connect(world, talk(cart.pod), {}, 1000, SHORT);
  const overlay = told().filter(({ flow }) => flow.eventType?.subType === 4);
  expect(overlay.length).toBeGreaterThan(0);
  for (const { flow } of overlay) {
    expect(flow.isReply).toBeUndefined();
    expect(flow.reply).toBe(false);
    expect(flow.trafficDirection).toBe(0);
    expect(flow.interface?.name).toBe('cilium_vxlan');
  }
});

test('[SIM-6] [SIM-7] a default deny is told twice for each SYN, and names no policy', () => {
  const { world, cart, talk, told } = setupWorld();
  connect(world, talk(cart.pod, 6379), { egress: { kind: 'deny', by: [] } }, 1000, SHORT);
  const events = told();
  expect(events.map(({ timeMs }) => Math.round(timeMs))).toEqual([1000, 1000, 2000, 2000, 4000, 4000, 8000, 8000]);
  expect(events.map(describeEvent)).toEqual(
    Array.from({ length: 4 }, () => [
      'kind-worker verdict EGRESS DROPPED frontend -> cart SYN',
      'kind-worker drop 133 EGRESS DROPPED frontend -> cart SYN',
    ]).flat(),
  );
  expect(new Set(events.map(({ flow }) => flow.uuid)).size).toBe(8);
  for (const { flow } of events) {
    expect(flow.dropReasonDesc).toBe(DropReason.POLICY_DENIED);
    expect(flow.dropReason).toBe(133);
    expect([...flow.egressDeniedBy, ...flow.ingressDeniedBy]).toEqual([]);
    expect(flow.policyMatchType).toBe(0);
  }
  expect(events[1].flow.file?.name).toBe('bpf_lxc.c');
});

test('[SIM-7] an explicit deny at the server names its policy, after the client let it go', () => {
  const { world, cart, policy, talk, told } = setupWorld();
  const gates = { egress: { kind: 'allow', by: [policy] }, ingress: { kind: 'deny', by: [policy] } } as const;
  connect(world, talk(cart.pod), gates, 1000, SHORT);
  const events = told();
  expect(events.slice(0, 4).map(describeEvent)).toEqual([
    'kind-worker verdict EGRESS FORWARDED frontend -> cart SYN no-reply',
    'kind-worker to-overlay FORWARDED frontend -> cart SYN',
    'kind-worker2 verdict INGRESS DROPPED frontend -> cart SYN',
    'kind-worker2 drop 181 INGRESS DROPPED frontend -> cart SYN',
  ]);
  expect(events).toHaveLength(10);
  expect(events[2].flow.ingressDeniedBy).toEqual([policy]);
  expect(events[3].flow.ingressDeniedBy).toEqual([]);
});

test('[SIM-8] the verdict on a named outside peer knows only the world, the drop knows the name', () => {
  const { world, cluster, talk, told } = setupWorld();
  const [peer] = cluster.fqdn('one.one.one.one', ['1.1.1.1']);
  connect(world, talk(peer, 80), { egress: { kind: 'deny', by: [] } }, 1000, SHORT);
  const [verdict, drop] = told() as [FlowEvent, FlowEvent];
  expect(verdict.flow.destination).toMatchObject({ identity: 9, labels: ['reserved:world-ipv4'] });
  expect(verdict.truth).toMatchObject({ destination: 'reserved:world-ipv4/1.1.1.1', destinationIdentity: 9, port: 80 });
  expect(drop.flow.destination?.identity).toBeGreaterThan(16777216);
  expect(drop.flow.destination?.labels).toEqual(['cidr:1.1.1.1/32', 'fqdn:one.one.one.one.', 'reserved:world-ipv4']);
  expect(drop.truth).toMatchObject({ destination: 'fqdn:one.one.one.one', port: 80 });
});

test('[SIM-9] the same peer has another number on each node', () => {
  const { cluster, frontend, cart } = setupWorld();
  const [peer] = cluster.fqdn('api.stripe.example', ['198.51.100.11']);
  const numbers = [frontend, cart].map(({ pod }) => peer.seenFrom(pod.node).identity);
  expect(Math.min(...numbers)).toBeGreaterThan(16777216);
  expect(numbers[0]).not.toBe(numbers[1]);
  expect(peer.seenFrom(0)).toBe(peer.seenFrom(0));
});

test('[SIM-12] AUDIT is the verdict of the first packet, all traces are FORWARDED', () => {
  const { world, cart, talk, told } = setupWorld();
  connect(world, talk(cart.pod), { egress: { kind: 'audit' }, ingress: { kind: 'audit' } }, 1000, { lastsMs: 12_000 });
  const events = told();
  const audited = events.filter(({ flow }) => flow.verdict === Verdict.AUDIT);
  expect(audited.map(describeEvent)).toEqual([
    'kind-worker verdict EGRESS AUDIT frontend -> cart SYN no-reply',
    'kind-worker2 verdict INGRESS AUDIT frontend -> cart SYN no-reply',
  ]);
  for (const { flow } of audited) {
    expect(flow.policyMatchType).toBe(0);
    expect(flow.dropReasonDesc).toBe(0);
  }
  const rest = events.filter(({ flow }) => flow.verdict !== Verdict.AUDIT);
  expect(rest.length).toBeGreaterThan(8);
  for (const { flow } of rest) expect(flow.verdict).toBe(Verdict.FORWARDED);
});

test('[SIM-16] every event of a connection belongs to the edge from client to server', () => {
  const { world, cart, frontend, talk, told } = setupWorld();
  connect(world, talk(cart.pod), {}, 1000, { lastsMs: 12_000 });
  for (const { truth } of told()) {
    expect(truth).toEqual({
      sourceIdentity: frontend.workload.identity,
      destinationIdentity: cart.workload.identity,
      source: `kind-kind/${frontend.workload.identity}`,
      destination: `kind-kind/${cart.workload.identity}`,
      port: 8080,
      protocol: 'TCP',
    });
  }
});

test('[SIM-16] an echo and its reply belong to one edge without a port', () => {
  const { world, cluster, talk, told } = setupWorld();
  const ping = { ...talk(cluster.health[1], 0, cluster.hosts[0]), protocol: 'ICMPv4', clientPort: 0 } as const;
  exchangeDatagrams(world, ping, {}, 1000);
  const events = told();
  expect(events.map(({ flow }) => flow.Summary)).toEqual(['ICMPv4 EchoRequest', 'ICMPv4 EchoReply']);
  for (const { truth } of events) {
    expect(truth).toMatchObject({
      source: 'reserved:remote-node',
      destination: 'reserved:health',
      port: 0,
      protocol: 'ICMPv4',
    });
  }
});

test('[SIM-6] a denied datagram is told twice and not sent again', () => {
  const { world, cart, talk, told } = setupWorld();
  exchangeDatagrams(world, { ...talk(cart.pod, 53), protocol: 'UDP' }, { egress: { kind: 'deny', by: [] } }, 1000);
  expect(told().map(({ flow }) => [flow.eventType?.type, flow.Summary])).toEqual([
    [5, 'UDP'],
    [1, 'UDP'],
  ]);
});
