import type { End, GroupedEdge, GroupedGraph } from '../view/grouped-graph.ts';
import type { DnsName } from './dns-names.ts';
import type { DnsRow } from './dns-rows.ts';

/** Where names meet the map: who asked, and which edges go to what a name led to. */
export interface DnsPlaces {
  readonly clients: (name: DnsName) => readonly End[];
  readonly connections: (name: DnsName) => readonly GroupedEdge[];
}

const MAX_CONNECTIONS = 12;

export function dnsPlaces(grouped: Pick<GroupedGraph, 'ends' | 'edges'> | undefined): DnsPlaces {
  const endOf = new Map<string, End>();
  for (const end of grouped?.ends.values() ?? []) for (const { key } of end.vertices) endOf.set(key, end);
  const byGoal = new Map<string, GroupedEdge[]>();
  for (const edge of grouped?.edges.values() ?? []) {
    for (const goal of goalsOf(edge.destination)) {
      const known = byGoal.get(goal);
      if (known === undefined) byGoal.set(goal, [edge]);
      else known.push(edge);
    }
  }
  return {
    clients: ({ clients }) => [...new Set(clients.flatMap((key) => endOf.get(key) ?? []))],
    connections: ({ name, spellings, addresses, clients }) => {
      const asked = new Set(clients);
      const goals = [name, ...spellings.map((spelling) => spelling.name), ...addresses.map(({ address }) => address)];
      const edges = new Set(goals.flatMap((goal) => byGoal.get(goal.toLowerCase()) ?? []));
      return [...edges]
        .filter(({ source }) => source.vertices.some(({ key }) => asked.has(key)))
        .slice(0, MAX_CONNECTIONS);
    },
  };
}

/** Names and addresses under which an end outside of the cluster is known. */
export function goalsOf({ kind, name, vertices }: End): readonly string[] {
  if (kind !== 'fqdn' && kind !== 'world' && kind !== 'cidr') return [];
  const goals = vertices.flatMap(({ names, ip }) => [...names, ip]);
  if (kind === 'fqdn') goals.push(name.name);
  return [...new Set(goals.map((goal) => goal.replace(/\.$/, '').toLowerCase()))].filter((goal) => goal !== '');
}

/** Whether a question led to one of these names or addresses. */
export function leadsTo(goals: ReadonlySet<string>, { name, realName, addresses }: DnsRow): boolean {
  const names = [name, realName].map((text) => text.toLowerCase());
  return names.some((text) => goals.has(text)) || addresses.some(({ address }) => goals.has(address.toLowerCase()));
}
