import { Cause_Kind, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { FIGURES, type Edge } from './edge.ts';
import { Grouper, type GroupableGraph } from './group-graph.ts';
import { GROUPINGS, type GroupedGraph, type Grouping } from './grouped-graph.ts';
import { graphFrom } from './testing/drawn-graph.ts';
import { seededRandom } from './testing/seeded-random.ts';

const SHOP = `
  world/192.0.2.7 -> platform/gateway:8443 connections 4
  world/192.0.2.8 -> platform/gateway:8443 connections 5
  shop/cart@1 -> data/redis@9:6379 connections 7
  shop/cart@2 -> data/redis@9:6379 deniedAttempts 3 dropped 6 !deny
  shop/cart@2 -> fqdn:api.stripe.com:443 connections 1
`;

test('[WEB-60] ends are grouped by workload, or by namespace, under the keys that the server gives them', () => {
  expect(keysOf('identity')).toEqual([
    'fqdn:api.stripe.com',
    'kind/1',
    'kind/101',
    'kind/2',
    'kind/9',
    'reserved:world/192.0.2.7',
    'reserved:world/192.0.2.8',
  ]);
  expect(keysOf('workload')).toEqual([
    'fqdn:api.stripe.com',
    'reserved:world',
    'workload:kind/data/Deployment/redis',
    'workload:kind/platform/Deployment/gateway',
    'workload:kind/shop/Deployment/cart',
  ]);
  expect(keysOf('namespace')).toEqual([
    'fqdn:api.stripe.com',
    'namespace:kind/data',
    'namespace:kind/platform',
    'namespace:kind/shop',
    'reserved:world',
  ]);
});

test('[WEB-60] an address of the world with a name is that name, and says when the name is inferred', () => {
  const graph = graphFrom('shop/cart -> world/192.0.2.7:443 connections 1');
  const address = [...graph.vertices.values()].find(({ ip }) => ip !== '')!;
  graph.vertices.set(address.index, { ...address, names: ['api.risk.example'], namesInferred: true });
  const { ends } = new Grouper().group(graph, 'workload');
  expect(ends.get('fqdn:api.risk.example')).toMatchObject({
    kind: 'fqdn',
    name: { name: 'api.risk.example', isInferred: true },
  });
});

test('[WEB-60] figures of members are added up, equal causes too, and the verdict is that of the sum', () => {
  const { edges } = new Grouper().group(
    graphFrom(`
      shop/cart@1 -> data/redis:6379 connections 7 dropped 1 !deny
      shop/cart@2 -> data/redis:6379 deniedAttempts 3 dropped 6 !deny
      shop/cart@3 -> data/redis:6379 deniedAttempts 1 dropped 2 !deny !audit
    `),
    'workload',
  );
  const [edge] = edges.values();
  expect(edge).toMatchObject({ verdict: 'denied', figures: { connections: 7, deniedAttempts: 4, dropped: 9 } });
  expect(edge.members).toHaveLength(3);
  expect(edge.causes.map(({ kind, attempts }) => [kind, attempts])).toEqual([
    [Cause_Kind.DENIED, 3],
    [Cause_Kind.AUDITED, 1],
  ]);
});

test('[WEB-202] a group of which some are denied and others pass is mixed; one edge alone stays denied', () => {
  const verdict = (drawing: string): string | undefined =>
    [...new Grouper().group(graphFrom(drawing), 'workload').edges.values()][0]?.verdict;
  const denied = 'shop/cart@2 -> data/redis:6379 deniedAttempts 3 dropped 6 !deny';
  expect(verdict(`${denied}\nshop/cart@1 -> data/redis:6379 connections 7`)).toBe('mixed');
  expect(verdict(`${denied}\nshop/cart@1 -> data/redis:6379 traced 7`)).toBe('denied');
  expect(verdict(`${denied}\nshop/cart@1 -> data/redis:6379 deniedAttempts 1 dropped 2 !explicit`)).toBe('denied');
  expect(verdict('shop/cart@2 -> data/redis:6379 connections 7 deniedAttempts 3 dropped 6 !deny')).toBe('denied');
});

test('[WEB-204] a group is as old as the first of its edges that was told, also when that one left or all of them', () => {
  const grouper = new Grouper();
  const both = graphFrom(`
    shop/cart -> world/192.0.2.1:443 connections 4 new 900
    shop/cart -> world/192.0.2.2:443 connections 5 new 40
  `);
  const firstSeen = (graph: GroupableGraph): number | undefined =>
    [...grouper.group(graph, 'workload').edges.values()][0]?.firstSeenMs;
  const newest = { ...both, edges: new Map([...both.edges].slice(1)) };
  expect(firstSeen(both)).toBe(both.timeMs - 900_000);
  expect(firstSeen(newest)).toBe(both.timeMs - 900_000);
  expect(firstSeen({ ...both, edges: new Map() })).toBeUndefined();
  expect(firstSeen({ ...newest })).toBe(both.timeMs - 900_000);
});

test('[WEB-60] an old denial of one member does not make a denial of what another one drops', () => {
  const { edges } = new Grouper().group(
    graphFrom(`
      shop/cart@1 -> data/redis:6379 connections 7 !deny
      shop/cart@2 -> data/redis:6379 connections 7 dropped 2 !drop
    `),
    'workload',
  );
  expect([...edges.values()][0].verdict).toBe('failing');
});

test('[WEB-60] a cause that was silent for the whole window gives no verdict', () => {
  const graph = graphFrom('shop/cart -> data/redis:6379 forwarded 90 dropped 3 !deny !drop');
  const [edge] = graph.edges.values();
  const [denied, lost] = edge.causes;
  const verdictAfter = (seconds: number): string | undefined => {
    const causes = [
      { ...denied, lastSeenMs: graph.timeMs - seconds * 1000 },
      { ...lost, lastSeenMs: graph.timeMs },
    ];
    const told = { ...graph, edges: new Map([[edge.index, { ...edge, causes }]]) };
    return [...new Grouper().group(told, 'workload').edges.values()][0]?.verdict;
  };
  expect([verdictAfter(20), verdictAfter(600)]).toEqual(['denied', 'failing']);
});

test('[WEB-61] what did not change stays the same object, down to the whole when nothing changed', () => {
  const grouper = new Grouper();
  const graph = graphFrom(SHOP);
  const before = grouper.group(graph, 'workload');
  expect(grouper.group({ ...graph }, 'workload')).toBe(before);

  const edges = new Map(graph.edges);
  edges.set(2, { ...graph.edges.get(2)!, figures: { ...graph.edges.get(2)!.figures, connections: 8 } });
  const after = grouper.group({ ...graph, edges, timeMs: graph.timeMs + 250 }, 'workload');
  const changed = [...after.edges].filter(([key, edge]) => before.edges.get(key) !== edge).map(([key]) => key);
  expect(changed).toEqual(['workload:kind/shop/Deployment/cart|workload:kind/data/Deployment/redis|6379|TCP']);
  expect(after.ends).toBe(before.ends);
  expect(after.edges.get(changed[0])?.figures.connections).toBe(8);
});

test('[WEB-61] a row number that is used again belongs to its new edge', () => {
  const grouper = new Grouper();
  const graph = graphFrom('a/x -> b/y:80 connections 1\n a/x -> b/z:80 connections 2');
  grouper.group(graph, 'workload');
  const other = graphFrom('a/x -> b/y:80 connections 1\n a/x -> b/w:81 connections 5');
  expect(plain(grouper.group(other, 'workload'))).toEqual(plain(new Grouper().group(other, 'workload')));
});

test('[WEB-61] following a graph that changes gives what grouping it anew gives', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed);
    const groupers = new Map<Grouping, Grouper>(GROUPINGS.map((grouping) => [grouping, new Grouper()]));
    let graph: GroupableGraph = graphFrom(drawn(random));
    for (let tick = 0; tick < 12; tick++) {
      for (const [grouping, grouper] of groupers) {
        const followed = plain(grouper.group(graph, grouping));
        expect(followed, `seed ${seed}, tick ${tick}, ${grouping}`).toEqual(
          plain(new Grouper().group(graph, grouping)),
        );
      }
      graph = changed(graph, random);
    }
  }
});

test('[WEB-61] a tick that changes little costs a small part of grouping anew', () => {
  const lines = Array.from(
    { length: 5000 },
    (_, i) => `n${i % 40}/s${i % 1000} -> n${i % 37}/s${(i * 7) % 1000}:${8000 + (i % 5)} connections 2`,
  );
  let graph: GroupableGraph = graphFrom(lines.join('\n'));
  const grouper = new Grouper();
  grouper.group(graph, 'workload');
  let anewMs = Infinity;
  let followMs = Infinity;
  for (let tick = 0; tick < 9; tick++) {
    const edges = new Map(graph.edges);
    for (let i = 0; i < 50; i++) {
      const edge = edges.get((i * 31 + tick) % 5000)!;
      edges.set(edge.index, { ...edge, figures: { ...edge.figures, connections: tick } });
    }
    graph = ticked(graph, edges);
    const startMs = performance.now();
    grouper.group(graph, 'workload');
    const middleMs = performance.now();
    new Grouper().group(graph, 'workload');
    followMs = Math.min(followMs, middleMs - startMs);
    anewMs = Math.min(anewMs, performance.now() - middleMs);
  }
  expect(followMs).toBeLessThan(anewMs * 0.6);
});

function keysOf(grouping: Grouping): string[] {
  return [...new Grouper().group(graphFrom(SHOP), grouping).ends.keys()].sort();
}

function ticked(graph: GroupableGraph, edges: GroupableGraph['edges']): GroupableGraph {
  return { ...graph, edges, timeMs: graph.timeMs + 250 };
}

type Random = ReturnType<typeof seededRandom>;

function drawn(random: Random): string {
  const ends = Array.from({ length: 12 }, (_, i) => `n${i % 3}/w${i % 6}@${i + 1}`);
  ends.push('world/192.0.2.1', 'world/192.0.2.2', 'host', 'fqdn:a.example');
  const lines = Array.from({ length: 30 }, () => {
    const [from, to] = [random.pick(ends), random.pick(ends)];
    return `${from} -> ${to}:${random.pick(['80', '443'])} connections ${random.below(9)}`;
  });
  return [...new Map(lines.map((line) => [line.split(' connections')[0], line])).values()].join('\n');
}

/** Some edges count on, some go, some come back under another number, and some vertices get another name. */
function changed(graph: GroupableGraph, random: Random): GroupableGraph {
  const edges = new Map<number, Edge>();
  for (const [index, edge] of graph.edges) {
    const chance = random.below(10);
    if (chance === 0) continue;
    if (chance === 1) {
      const free = 100 + random.below(50);
      if (!edges.has(free)) edges.set(free, { ...edge, index: free });
    } else if (chance < 5) {
      edges.set(index, { ...edge, figures: { ...edge.figures, connections: random.below(20) } });
    } else {
      edges.set(index, edge);
    }
  }
  const vertices = new Map<number, Vertex>(graph.vertices);
  for (const [index, vertex] of vertices) {
    if (random.below(12) !== 0) continue;
    if (vertex.ip !== '') vertices.set(index, { ...vertex, names: random.below(2) === 0 ? [] : ['b.example'] });
    else if (vertex.workload !== '') vertices.set(index, { ...vertex, workload: `w${random.below(6)}` });
  }
  return { ...graph, edges, vertices, timeMs: graph.timeMs + 250 };
}

/** Without order, and in what can be compared at a glance. */
function plain({ ends, edges }: GroupedGraph): unknown {
  const sorted = <T>(some: ReadonlyMap<string, T>): [string, T][] => [...some].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ends: sorted(ends),
    edges: sorted(edges).map(([key, edge]) => [
      key,
      edge.verdict,
      FIGURES.map((name) => edge.figures[name]),
      edge.members,
      edge.source === ends.get(edge.source.key) && edge.destination === ends.get(edge.destination.key),
    ]),
  };
}
