import { isDeepStrictEqual } from 'node:util';
import { create, equals, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FlowSchema, L7FlowType, Verdict } from '@orrery/proto/flow/flow_pb';
import { describe, expect, test } from 'vitest';
import { flowTruth } from '../replay/flow-truth.ts';
import { stampMs } from '../world/flow-parts.ts';
import type { FlowEvent } from '../world/testing.ts';
import {
  createScenario,
  isScenarioName,
  SCENARIO_NAMES,
  type ScenarioName,
  type ScenarioOptions,
} from './create-scenario.ts';

const START_MS = Date.UTC(2026, 10, 20, 9, 30);
const SEED = 20261120;

// Wrong flows are collected and looked at once: an assertion per flow costs more than the flow.
describe.each(SCENARIO_NAMES)('scenario %s', (name) => {
  test('[SIM-1] the same seed gives the same bytes, however time is sliced; another seed gives others', () => {
    const inOne = bytesOf(flowsOf(name, { rate: 300 }, [3000]));
    const sliced = bytesOf(flowsOf(name, { rate: 300 }, [1, 250, 250, 999, 1700, 3000]));
    const other = bytesOf(flowsOf(name, { rate: 300, seed: SEED + 1 }, [3000]));
    expect(inOne.length).toBeGreaterThan(300);
    expect(sliced).toEqual(inOne);
    expect(other).not.toEqual(inOne);
  });

  test('[SIM-2] every flow survives encoding and decoding', () => {
    const events = flowsOf(name, { rate: 500, incidentAfterMs: 500 }, [2000]);
    const changed = events.filter(({ flow }) => {
      const bytes = toBinary(FlowSchema, flow);
      const again = fromBinary(FlowSchema, bytes);
      return !equals(FlowSchema, again, flow) || Buffer.compare(toBinary(FlowSchema, again), bytes) !== 0;
    });
    expect(changed).toEqual([]);
    for (const { flow } of events.slice(0, 50)) {
      expect(fromBinary(FlowSchema, toBinary(FlowSchema, flow))).toEqual(create(FlowSchema, flow));
    }
  });

  test('[SIM-21] events come in order of time, at about the mean rate, each with its own uuid', () => {
    const events = flowsOf(name, { rate: 400 }, [10_000, 11_000, 30_000]);
    const times = events.map(({ timeMs }) => timeMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(START_MS);
    expect(times.at(-1)).toBeLessThan(START_MS + 30_000);
    expect(events.filter(({ flow, timeMs }) => Math.abs(stampMs(flow.time!) - timeMs) > 0.002)).toEqual([]);
    expect(new Set(events.map(({ flow }) => flow.uuid)).size).toBe(events.length);
    expect(Math.abs(events.length / 30 - 400), `seed ${SEED}`).toBeLessThan(100);
  });

  test('[SIM-16] [SIM-24] the edge follows from the flow itself, and ports tell client from server', () => {
    const events = flowsOf(name, { rate: 500, incidentAfterMs: 1000 }, [8000]);
    const surprising = events.filter(
      ({ flow, truth }) =>
        !isDeepStrictEqual({ ...flowTruth(flow), l7: truth.l7 }, { l7: undefined, ...truth }) || truth.port >= 32_768,
    );
    expect(surprising).toEqual([]);
  });

  test('[SIM-4] [SIM-5] the parts of every flow are those of its kind', () => {
    const events = flowsOf(name, { rate: 500, incidentAfterMs: 1000 }, [10_000]);
    const wrong = events.filter(({ flow }) => {
      const { type, subType } = flow.eventType!;
      const isOverlay = type === 4 && subType === 4;
      const isUntracked = isOverlay || type === 7 || type === 1 || (type === 4 && subType === 11);
      const mayReply = !isUntracked && !(type === 5 && flow.verdict === Verdict.DROPPED);
      const ends = [flow.source!, flow.destination!];
      return (
        (flow.trafficDirection === 0) !== (isOverlay || type === 7) ||
        (flow.isReply !== undefined) !== mayReply ||
        flow.dropReason !== flow.dropReasonDesc ||
        ends.some((end) => end.workloads.length > 0 && end.ID === 0)
      );
    });
    expect(wrong).toEqual([]);
  });

  test('[SIM-6] every denied packet is told twice', () => {
    const balance = new Map<string, number>();
    for (const { flow } of flowsOf(name, { rate: 500, incidentAfterMs: 1000 }, [20_000])) {
      const type = flow.eventType?.type;
      if (flow.verdict !== Verdict.DROPPED || type === 129) continue;
      const layer = flow.l4?.protocol;
      const clientPort = layer?.case === 'TCP' ? layer.value.sourcePort : 0;
      const key = `${flow.nodeName} ${flow.IP?.source}:${clientPort} ${flow.IP?.destination}`;
      balance.set(key, (balance.get(key) ?? 0) + (type === 5 ? 1 : -1));
    }
    expect([...balance].filter(([, count]) => count !== 0)).toEqual([]);
  });

  test('[SIM-9] each node has its own number for an outside peer, and keeps it', () => {
    const numbers = new Map<string, Map<string, Set<number>>>();
    for (const { flow } of flowsOf(name, { rate: 500 }, [10_000])) {
      for (const { identity, labels } of [flow.source!, flow.destination!]) {
        if (identity < 16777216) continue;
        const perNode = getOrAdd(numbers, labels.join(), () => new Map<string, Set<number>>());
        getOrAdd(perNode, flow.nodeName, () => new Set<number>()).add(identity);
      }
    }
    for (const perNode of numbers.values()) {
      const all = [...perNode.values()].flatMap((ofNode) => [...ofNode]);
      expect(all).toHaveLength(perNode.size);
      expect(new Set(all).size).toBe(all.length);
    }
  });
});

test('[SIM-28] the shop has 25 workloads in six namespaces, every kind of traffic, and no denial', () => {
  const workloads = new Set<string>();
  const kinds = new Set<string>();
  for (const { flow, truth } of flowsOf('shop', { rate: 1000 }, [20_000])) {
    if (flow.verdict === Verdict.DROPPED) kinds.add('denial');
    for (const { workloads: local, namespace } of [flow.source!, flow.destination!]) {
      for (const { name } of local) workloads.add(`${namespace}/${name}`);
    }
    kinds.add(truth.protocol);
    const record = flow.l7?.record;
    if (record !== undefined) kinds.add(record.case === 'http' ? record.value.protocol : `${record.case}`);
    for (const key of [truth.source, truth.destination]) {
      if (!key.startsWith('kind-kind/')) kinds.add(key.replace(/[/].*/, '').replace(/:.*[.].*/, ''));
    }
  }
  expect(workloads.size).toBe(25);
  expect(new Set([...workloads].map((name) => name.replace(/[/].*/, ''))).size).toBe(6);
  expect([...kinds].sort()).toEqual([
    'HTTP/1.1',
    'HTTP/2',
    'ICMPv4',
    'TCP',
    'UDP',
    'cidr',
    'dns',
    'fqdn',
    'reserved:health',
    'reserved:host',
    'reserved:ingress',
    'reserved:kube-apiserver',
    'reserved:remote-node',
    'reserved:world-ipv4',
    'unknown',
  ]);
});

test('[SIM-17] the incident denies nothing before the rollout and then just what it forgot', () => {
  const events = flowsOf('incident', { rate: 500, incidentAfterMs: 20_000 }, [50_000]);
  const dropped = events.filter(({ flow }) => flow.verdict === Verdict.DROPPED);
  const rolloutMs = START_MS + 20_000;
  expect(dropped[0].timeMs).toBeGreaterThanOrEqual(rolloutMs);
  expect(dropped[0].timeMs).toBeLessThan(rolloutMs + 1000);

  const whatOf = ({ flow, truth }: FlowEvent) => {
    const record = flow.l7?.record;
    const detail =
      record?.case === 'http' ? record.value.method : record?.case === 'dns' ? record.value.query : flow.dropReasonDesc;
    const from = workloadOf(flow.source);
    return `${from} -> ${workloadOf(flow.destination)}:${truth.port} ${detail}`;
  };
  expect(new Set(dropped.map(whatOf))).toEqual(
    new Set([
      'shop/cart -> data/redis:6379 133',
      'shop/frontend -> shop/cart:8080 DELETE',
      'shop/recommend -> kube-system/coredns:53 models.ml.example.',
    ]),
  );

  const toRedis = events.filter(
    ({ flow, timeMs }) =>
      flow.eventType?.type === 5 &&
      timeMs > rolloutMs &&
      workloadOf(flow.source) === 'shop/cart' &&
      workloadOf(flow.destination) === 'data/redis',
  );
  expect(toRedis.every(({ flow }) => flow.verdict === Verdict.DROPPED)).toBe(true);

  const gets = events.filter(
    ({ flow, timeMs }) =>
      timeMs > rolloutMs &&
      flow.l7?.record.case === 'http' &&
      workloadOf(flow.source) === 'shop/cart' &&
      flow.l7.record.value.method === 'GET',
  );
  expect(gets.length).toBeGreaterThan(10);
  expect(gets.every(({ flow }) => flow.l7?.record.case === 'http' && flow.l7.record.value.code !== 403)).toBe(true);
});

test('[SIM-17] policies that changed are named with the next revision from the rollout on', () => {
  const events = flowsOf('incident', { rate: 500, incidentAfterMs: 10_000 }, [30_000]);
  const changed = new Set(['cart-egress', 'cart-ingress', 'recommend-egress']);
  const named = { before: new Set<string>(), after: new Set<string>() };
  for (const { flow, timeMs } of events) {
    if (timeMs >= START_MS + 10_000 && timeMs < START_MS + 10_100) continue;
    for (const { name, revision } of [...flow.egressAllowedBy, ...flow.ingressAllowedBy]) {
      named[timeMs < START_MS + 10_000 ? 'before' : 'after'].add(`${changed.has(name) ? name : 'others'} ${revision}`);
    }
  }
  expect([...named.before].sort()).toEqual(['cart-egress 41', 'cart-ingress 41', 'others 41', 'recommend-egress 41']);
  expect([...named.after].sort()).toEqual(['cart-egress 42', 'cart-ingress 42', 'others 41', 'recommend-egress 42']);
});

test('[SIM-17] even at a low rate everything that broke is seen within two seconds of the rollout', () => {
  const events = flowsOf('incident', { rate: 5, incidentAfterMs: 10_000 }, [12_000]);
  const dropped = events.filter(({ flow }) => flow.verdict === Verdict.DROPPED);
  expect(new Set(dropped.map(({ flow }) => flow.eventType?.type))).toEqual(new Set([1, 5, 129]));
});

test('[SIM-18] audit mode denies nothing, and the nightly job comes once in five minutes', () => {
  const events = flowsOf('audit', { rate: 60 }, [600_000]);
  expect(events.some(({ flow }) => flow.verdict === Verdict.DROPPED)).toBe(false);
  const audited = events.filter(({ flow }) => flow.verdict === Verdict.AUDIT);
  expect(audited.length).toBeGreaterThan(50);
  for (const { flow } of audited) {
    expect(flow.eventType?.type).toBe(5);
    expect([flow.source!.namespace, flow.destination!.namespace]).toContain('payments');
  }
  const runs = audited.filter(({ flow }) => workloadOf(flow.source) === 'payments/reconcile');
  const minutes = new Set(runs.map(({ timeMs }) => Math.floor((timeMs - START_MS) / 60_000)));
  expect([...minutes]).toEqual([0, 5]);
});

test('[SIM-19] the dns scenario has NXDOMAIN, refused names, SERVFAIL and silence', () => {
  const events = flowsOf('dns', { rate: 800 }, [30_000]);
  const asked = new Map<string, number>();
  const rcodes = new Map<number, number>();
  let refused = 0;
  for (const { flow } of events) {
    const record = flow.l7?.record;
    if (record?.case !== 'dns') continue;
    const { query, rcode } = record.value;
    if (flow.l7?.type === L7FlowType.REQUEST) {
      if (flow.verdict === Verdict.DROPPED) refused++;
      asked.set(query, (asked.get(query) ?? 0) + 1);
    } else {
      rcodes.set(rcode, (rcodes.get(rcode) ?? 0) + 1);
      asked.set(query, (asked.get(query) ?? 0) - 1);
    }
  }
  expect(refused).toBeGreaterThan(100);
  expect(rcodes.get(3)).toBeGreaterThan(1000);
  expect(rcodes.get(2)).toBeGreaterThan(20);
  expect(asked.get('fx.rates.example.')).toBeGreaterThan(20);
  expect(events.some(({ flow }) => flow.verdict === Verdict.ERROR)).toBe(true);
});

test('[SIM-27] every answered call counts once, whichever proxies logged it, and its route has no numbers', () => {
  const counted = new Map<string, number>();
  const answered = new Set<string>();
  for (const { flow, truth } of flowsOf('incident', { rate: 500, incidentAfterMs: 5000 }, [20_000])) {
    if (flow.l7?.record.case !== 'http') continue;
    const { headers, url } = flow.l7.record.value;
    const id = headers.find(({ key }) => key === 'X-Request-Id')!.value;
    if (flow.l7.type === L7FlowType.RESPONSE || flow.verdict === Verdict.DROPPED) answered.add(id);
    if (truth.l7?.kind !== 'http') continue;
    counted.set(id, (counted.get(id) ?? 0) + 1);
    const route = new RegExp(
      `^http://[^/]*${truth.l7.path.replaceAll('{id}', '[^/]+').replaceAll('.', '[.]')}([?].*)?$`,
    );
    expect(url).toMatch(route);
    expect(truth.l7.status === 0).toBe(flow.verdict === Verdict.DROPPED);
  }
  expect(counted.size).toBeGreaterThan(500);
  expect([...counted].filter(([, times]) => times !== 1)).toEqual([]);
  expect(new Set(counted.keys())).toEqual(answered);
});

test('[SIM-20] the scale scenario has the nodes, pods and edges asked for, and its mix', () => {
  const options = { seed: SEED, rate: 4000, startMs: START_MS, nodes: 50, workloads: 300 };
  const source = createScenario('scale', options);
  expect(source.nodes).toHaveLength(50);
  const edges = new Set<string>();
  const identities = new Set<number>();
  const pods = new Set<string>();
  const count = { all: 0, http: 0, dns: 0, dropped: 0, audited: 0 };
  for (const event of source.advance(START_MS + 24_000)) {
    if (event.kind !== 'flow') continue;
    const { flow, truth } = event;
    if (event.timeMs < START_MS + 8000) continue;
    edges.add(`${truth.source} ${truth.destination} ${truth.port}`);
    if (flow.source!.namespace.startsWith('team-')) {
      identities.add(truth.sourceIdentity);
      pods.add(flow.source!.podName);
    }
    count.all++;
    if (flow.l7?.record.case === 'http') count.http++;
    if (truth.port === 53) count.dns++;
    if (flow.verdict === Verdict.DROPPED) count.dropped++;
    if (flow.verdict === Verdict.AUDIT) count.audited++;
  }
  expect(identities.size).toBeGreaterThan(90);
  expect(pods.size).toBe(300);
  expect(edges.size).toBeGreaterThan(900);
  const share = (part: number) => Math.round((part / count.all) * 100);
  expect(share(count.http)).toBeGreaterThanOrEqual(13);
  expect(share(count.http)).toBeLessThanOrEqual(18);
  expect(share(count.dns)).toBeGreaterThanOrEqual(9);
  expect(share(count.dns)).toBeLessThanOrEqual(13);
  expect(share(count.dropped)).toBeGreaterThanOrEqual(5);
  expect(share(count.dropped)).toBeLessThanOrEqual(8);
  expect(share(count.audited)).toBeGreaterThanOrEqual(3);
  expect(share(count.audited)).toBeLessThanOrEqual(6);
});

test('[SIM-82] scale has as many namespaces and edges as asked for, of every kind', () => {
  const source = createScenario('scale', {
    seed: SEED,
    rate: 6000,
    startMs: START_MS,
    nodes: 4,
    workloads: 300,
    namespaces: 8,
    edges: 500,
  });
  const edges = new Set<string>();
  const namespaces = new Set<string>();
  const verdicts = new Set<Verdict>();
  const layers = new Set<string | undefined>();
  for (const event of source.advance(START_MS + 20_000)) {
    if (event.kind !== 'flow') continue;
    const { flow, truth } = event;
    verdicts.add(flow.verdict);
    layers.add(flow.l7?.record.case);
    const isInside = truth.source.startsWith('kind-kind/') && truth.destination.startsWith('kind-kind/');
    if (isInside && truth.port !== 53) edges.add(`${truth.source} ${truth.destination} ${truth.port}`);
    namespaces.add(flow.source!.namespace);
  }
  expect([...namespaces].filter((name) => name.startsWith('team-'))).toHaveLength(8);
  // Eight of ten kinds of edges.
  expect(edges.size).toBeGreaterThan(370);
  expect(edges.size).toBeLessThanOrEqual(400);
  for (const verdict of [Verdict.FORWARDED, Verdict.DROPPED, Verdict.AUDIT]) expect(verdicts).toContain(verdict);
  expect(layers).toEqual(new Set([undefined, 'http', 'dns']));
});

test('[SIM-82] without trouble scale denies, audits and fails nothing, and with some only some workloads have it', () => {
  const options = { rate: 2000, nodes: 4, workloads: 300 };
  const calm = flowsOf('scale', { ...options, troubleShare: 0 }, [8000]);
  expect(calm.some(({ flow }) => flow.verdict === Verdict.DROPPED || flow.verdict === Verdict.AUDIT)).toBe(false);
  const codes = calm.map(({ flow }) => (flow.l7?.record.case === 'http' ? flow.l7.record.value.code : 0));
  expect(Math.max(...codes)).toBe(404);
  const some = flowsOf('scale', { ...options, troubleShare: 0.05 }, [8000]);
  const denied = some.filter(({ flow }) => flow.verdict === Verdict.DROPPED);
  expect(new Set(denied.map(({ truth }) => truth.sourceIdentity)).size).toBeLessThanOrEqual(5);
  expect(denied.length).toBeGreaterThan(0);
});

test('[SIM-83] newcomers are not seen before their time, and then all within a second', () => {
  const seen = new Map<string, number>();
  for (const { flow, timeMs } of flowsOf('scale', { rate: 200, newcomers: 50, newcomersAfterMs: 3000 }, [12_000])) {
    for (const end of [flow.source!, flow.destination!]) {
      const name = workloadOf(end);
      if (name.includes('/new-')) seen.set(name, Math.min(seen.get(name) ?? Infinity, timeMs - START_MS));
    }
  }
  expect(seen.size).toBe(50);
  expect(Math.min(...seen.values())).toBeGreaterThanOrEqual(3000);
  expect(Math.max(...seen.values())).toBeLessThan(4000);
});

test('[SIM-20] what is out of bounds is refused', () => {
  const options = { seed: 1, rate: 10, startMs: START_MS };
  expect(() => createScenario('scale', { ...options, nodes: 1001 })).toThrow('nodes');
  expect(() => createScenario('scale', { ...options, workloads: 3001 })).toThrow('workloads');
  expect(() => createScenario('shop', { ...options, rate: 0 })).toThrow('rate');
  expect(isScenarioName('shop')).toBe(true);
  expect(isScenarioName('__proto__')).toBe(false);
});

test('[SIM-21] a node whose clock is off writes its own time, and events still come in true order', () => {
  const source = createScenario('shop', { seed: SEED, rate: 300, startMs: START_MS, maxClockOffsetMs: 500 });
  expect(source.nodes.some(({ clockOffsetMs }) => clockOffsetMs !== 0)).toBe(true);
  const events = [...source.advance(START_MS + 2000)].filter((event) => event.kind === 'flow');
  expect(events.length).toBeGreaterThan(100);
  for (const { node, timeMs, flow } of events.slice(0, 100)) {
    expect(stampMs(flow.time!)).toBeCloseTo(timeMs + source.nodes[node].clockOffsetMs, 2);
  }
  const times = events.map(({ timeMs }) => timeMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('[SIM-26] a hostile cluster makes the flows of the harmless one with other texts', () => {
  const outline = ({ timeMs, node, flow, truth }: FlowEvent) => [timeMs, node, flow.verdict, flow.uuid, truth.port];
  const harmless = flowsOf('incident', { rate: 400, incidentAfterMs: 1000 }, [4000]);
  const hostile = flowsOf('incident', { rate: 400, incidentAfterMs: 1000, isHostile: true }, [4000]);
  expect(hostile.map(outline)).toEqual(harmless.map(outline));
  const texts = new Set(hostile.flatMap(({ flow }) => [flow.source!, flow.destination!].map((end) => end.podName)));
  expect([...texts].some((text) => text.includes('<img'))).toBe(true);
  expect([...texts].some((text) => text.length > 10_000)).toBe(true);
  expect(bytesOf(flowsOf('incident', { rate: 400, incidentAfterMs: 1000, isHostile: true }, [4000]))).toEqual(
    bytesOf(hostile),
  );
  const changed = hostile.filter(
    ({ flow }) => !equals(FlowSchema, fromBinary(FlowSchema, toBinary(FlowSchema, flow)), flow),
  );
  expect(changed).toEqual([]);
});

function flowsOf(
  name: ScenarioName,
  options: Partial<ScenarioOptions> & { rate: number },
  untilMs: readonly number[],
): FlowEvent[] {
  const source = createScenario(name, { seed: SEED, startMs: START_MS, ...options });
  const events: FlowEvent[] = [];
  for (const until of untilMs) {
    for (const event of source.advance(START_MS + until)) if (event.kind === 'flow') events.push(event);
  }
  return events;
}

function bytesOf(events: readonly FlowEvent[]): string[] {
  return events.map(
    ({ flow, truth }) => Buffer.from(toBinary(FlowSchema, flow)).toString('base64') + JSON.stringify(truth),
  );
}

function workloadOf(endpoint: FlowEvent['flow']['source']): string {
  return `${endpoint!.namespace}/${endpoint!.podName.replace(/-[^-]*(-[^-]{5})?$/, '')}`;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
