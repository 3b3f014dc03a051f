import { expect, test } from 'vitest';
import { Grouper, type GroupableGraph } from '../../view/group-graph.ts';
import { GROUPINGS, type GroupedGraph } from '../../view/grouped-graph.ts';
import { graphFrom } from '../../view/testing/drawn-graph.ts';
import { seededRandom } from '../../view/testing/seeded-random.ts';
import { mapModel } from './build-map-model.ts';
import type { MapModel } from './map-model.ts';
import { CHOICES } from './testing/drawn-model.ts';

const LEVELS = ['far', 'middle', 'near'] as const;

test('[WEB-74] nodes and edges that say the same as before are the same objects', () => {
  const graph = graphFrom(`
    a/b -> c/d:80 connections 5
    a/b -> c/e:80 connections 7
    a/f -> c/e:81 deniedAttempts 7 dropped 14 !deny
  `);
  const grouper = new Grouper();
  for (const level of LEVELS) {
    const previous = mapModel(grouper.group(graph, 'workload'), { ...CHOICES, level });
    const later = { ...graph, timeMs: graph.timeMs + 250 };
    expect(mapModel(grouper.group(later, 'workload'), { ...CHOICES, level, previous }), level).toBe(previous);
  }
  const previous = mapModel(grouper.group(graph, 'workload'), CHOICES);
  const edges = new Map(graph.edges);
  edges.set(0, { ...graph.edges.get(0)!, figures: { ...graph.edges.get(0)!.figures, connections: 6 } });
  const next = mapModel(grouper.group({ ...graph, edges }, 'workload'), { ...CHOICES, previous });
  const changed = [...next.edges].filter(([key, edge]) => previous.edges.get(key) !== edge);
  expect(changed.map(([, { attemptsPerMinute }]) => attemptsPerMinute)).toEqual([6]);
  expect(next.regions).toBe(previous.regions);
});

test('[WEB-74] whatever comes, the model holds together, and every edge is somewhere', () => {
  for (let seed = 1; seed <= 16; seed++) {
    const random = seededRandom(seed);
    const grouper = new Grouper();
    let previous: MapModel | undefined;
    for (let tick = 0; tick < 6; tick++) {
      const graph = drawn(random);
      const grouping = seed % 4 === 0 ? random.pick(GROUPINGS) : GROUPINGS[seed % 3];
      const level = random.pick(LEVELS);
      const grouped = grouper.group(graph, grouping);
      const choices = { ...CHOICES, level, opened: [random.pick(NAMESPACES)], closed: [random.pick(NAMESPACES)] };
      const model = mapModel(grouped, { ...choices, unfoldFans: random.below(2) === 0, previous });
      expect(complaintsAbout(model, grouped), `seed ${seed}, tick ${tick}`).toEqual([]);
      previous = model;
    }
  }
});

test('[WEB-205] what is drawn and what is not adds up to all edges, at every level and under every grouping', () => {
  for (const level of LEVELS) {
    for (const grouping of GROUPINGS) {
      for (const unfoldFans of [false, true]) {
        for (let seed = 1; seed <= 4; seed++) {
          const grouped = new Grouper().group(drawn(seededRandom(seed)), grouping);
          const { edges, merged } = mapModel(grouped, {
            ...CHOICES,
            level,
            unfoldFans,
            closed: [NAMESPACES[seed - 1]],
          });
          const { drawn: alone, shared, inside, folded, traced, light, troubled } = merged;
          const about = `${level}, ${grouping}, seed ${seed}`;
          expect(alone + shared + inside + folded + traced + light + troubled, about).toBe(grouped.edges.size);
          const lines = [...edges.values()].map(({ members }) => members);
          const single = new Set(lines.filter(({ length }) => length === 1).map(([edge]) => edge.key));
          const several = lines.filter(({ length }) => length > 1).reduce((sum, { length }) => sum + length, 0);
          expect([alone, shared], about).toEqual([single.size, several]);
        }
      }
    }
  }
});

const NAMESPACES = ['n0', 'n1', 'n2', 'n3'];

function drawn(random: ReturnType<typeof seededRandom>): GroupableGraph {
  const ends = Array.from({ length: 24 }, (_, i) => `n${i % 4}/w${i % 12}@${i + 1}`);
  for (let i = 0; i < 30; i++) ends.push(`fqdn:h${i}.d${i % 20}.example`);
  ends.push(
    'world/192.0.2.1',
    'world/192.0.2.2',
    'world/192.0.2.3',
    'host',
    'ingress',
    'kube-apiserver',
    'cidr:10.0.0.0/8',
  );
  const what = [
    'connections 4',
    'deniedAttempts 3 dropped 6 !deny',
    'httpRequests 9 httpDenied 2 dropped 2 !l7',
    'dnsQuestions 30',
    'httpRequests 30 httpFailed 9',
    'audit 9 auditedAttempts 4 !audit',
    'traced 4',
  ];
  const lines = Array.from({ length: 60 + random.below(500) }, () => {
    const figures = random.below(3) === 0 ? random.pick(what) : 'connections 4';
    return `${random.pick(ends)} -> ${random.pick(ends)}:${random.pick(['53', '80', '443', '8080', '9100', '6379'])} ${figures}`;
  });
  return graphFrom(lines.join('\n'));
}

function complaintsAbout({ nodes, edges, regions, merged, nodeOf }: MapModel, grouped: GroupedGraph): string[] {
  const complaints: string[] = [];
  const sorted = (keys: Iterable<string>): boolean => {
    const all = [...keys];
    return all.every((key, i) => i === 0 || all[i - 1] < key);
  };
  for (const [name, keys] of [
    ['nodes', nodes],
    ['edges', edges],
    ['regions', regions],
  ] as const) {
    if (!sorted(keys.keys())) complaints.push(`${name} are out of order`);
  }
  for (const node of nodes.values()) {
    if (node.region !== '' && !regions.has(node.region)) complaints.push(`${node.key} is in no region`);
    if (node.title === '') complaints.push(`${node.key} has no title`);
  }
  for (const { key, namespace } of grouped.ends.values()) {
    const node = nodeOf.get(key);
    if (node === undefined ? namespace !== '' : !nodes.has(node)) complaints.push(`${key} is not shown`);
  }
  const shown = new Set<string>();
  for (const { key, source, destination, destinationRow, members, isTroubled, label } of edges.values()) {
    const node = nodes.get(destination);
    if (!nodes.has(source) || node === undefined || source === destination) complaints.push(`${key} hangs`);
    if (destinationRow >= (node?.rows.length ?? 0)) complaints.push(`${key} ends at no row`);
    if (isTroubled && label === undefined) complaints.push(`${key} is troubled and says nothing`);
    for (const member of members) shown.add(member.key);
  }
  const within = [...grouped.edges.values()].filter(({ source, destination }) =>
    source.namespace === ''
      ? source === destination && source.kind === 'ingress'
      : nodeOf.get(source.key) === nodeOf.get(destination.key),
  );
  if (within.length !== merged.inside) complaints.push(`${merged.inside} edges of ${within.length} are inside`);
  const all = shown.size + merged.folded + merged.traced + merged.light + merged.troubled + within.length;
  if (all !== grouped.edges.size) complaints.push(`${all} edges of ${grouped.edges.size} are accounted for`);
  return complaints;
}
