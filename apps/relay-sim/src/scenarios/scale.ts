import type { Cluster } from '../world/cluster.ts';
import type { Outside, Workload } from '../world/party.ts';
import type { Random } from '../world/random.ts';
import { httpCalls } from './http-routes.ts';
import type { CallMaker, ScenarioKit } from './kit.ts';

/** Pods that share one identity. */
const REPLICAS = 3;

type EdgeKind = 'http' | 'plain' | 'outside' | 'audited' | 'denied-out' | 'denied-in' | 'dns';

/** The edges that start at one identity: 1,000 identities make 10,000 of them. Every other identity denies at the server. */
const EDGES_OF_EVEN: readonly EdgeKind[] = [
  'http',
  'http',
  'http',
  'plain',
  'plain',
  'plain',
  'outside',
  'audited',
  'denied-out',
  'dns',
];
const EDGES_OF_ODD: readonly EdgeKind[] = EDGES_OF_EVEN.map((kind) => (kind === 'denied-out' ? 'denied-in' : kind));

/** What workloads without trouble do instead. */
const CALM: ReadonlyMap<EdgeKind, EdgeKind> = new Map([
  ['audited', 'plain'],
  ['denied-out', 'plain'],
  ['denied-in', 'plain'],
]);

/**
 * How often each kind starts. Together with the number of events each makes, about 15 % of all flows are HTTP,
 * 10 % DNS, 6 % dropped and 4 % audited.
 */
const KIND_WEIGHTS: Readonly<Record<EdgeKind, number>> = {
  http: 17,
  plain: 17,
  outside: 4,
  audited: 20,
  'denied-out': 4,
  'denied-in': 3.5,
  dns: 12,
};

export function addScaleWorkloads(cluster: Cluster, pods: number, givenNamespaces?: number): Workload[] {
  const identities = Math.max(2, Math.ceil(pods / REPLICAS));
  const namespaces = givenNamespaces ?? Math.ceil(identities / 20);
  return Array.from({ length: identities }, (_, row) => {
    const replicas = Math.max(1, Math.min(REPLICAS, pods - row * REPLICAS));
    const namespace = `team-${String(row % namespaces).padStart(2, '0')}`;
    const name = `svc-${String(row).padStart(4, '0')}`;
    const workload = cluster.addWorkload(namespace, name, { replicas });
    workload.egress = cluster.policy('CiliumNetworkPolicy', workload.namespace, `${workload.name}-egress`, 7);
    workload.ingress = cluster.policy('NetworkPolicy', workload.namespace, `${workload.name}-ingress`, 7);
    return workload;
  });
}

/** Every identity has its edges, a few of which carry most of the traffic. With fewer than ten each, all kinds still occur. */
export function addScaleTraffic(
  kit: ScenarioKit,
  workloads: readonly Workload[],
  { edges: givenEdges, troubleShare }: { readonly edges: number | undefined; readonly troubleShare: number },
): void {
  const { random } = kit.world;
  const peers = Array.from({ length: 40 }, (_, row) =>
    kit.cluster.fqdn(`api-${row}.partner.example`, [`198.51.100.${2 * row}`, `198.51.100.${2 * row + 1}`]),
  );
  const edges: { readonly kind: EdgeKind; readonly share: number; readonly run: (atMs: number) => void }[] = [];
  const sums = new Map<EdgeKind, number>();

  for (const [row, from] of workloads.entries()) {
    const targets = pickTargets(random, row, workloads.length);
    const kinds = row % 2 === 0 ? EDGES_OF_EVEN : EDGES_OF_ODD;
    const isTroubled = row < troubleShare * workloads.length;
    const count = edgesOf(row, workloads.length, givenEdges);
    for (let turn = 0; turn < count; turn += 1) {
      const slot = count < kinds.length ? (row * 3 + turn) % kinds.length : turn;
      const kind = isTroubled ? kinds[slot] : (CALM.get(kinds[slot]) ?? kinds[slot]);
      const to = workloads[targets[slot % targets.length]];
      const share = 1 / (1 + random.exponential(20));
      sums.set(kind, (sums.get(kind) ?? 0) + share);
      edges.push({ kind, share, run: edgeRunner(kit, from, to, kind, peers, isTroubled) });
    }
  }
  for (const { kind, share, run } of edges) {
    const weight = KIND_WEIGHTS[kind] * (CALM.has(kind) ? troubleShare : 1);
    kit.add((weight * share) / (sums.get(kind) ?? 1), run);
  }
}

/** So many edges over all identities, as evenly as whole numbers allow. */
function edgesOf(row: number, identities: number, edges = EDGES_OF_EVEN.length * identities): number {
  const upTo = (rows: number) => Math.floor((edges * rows) / identities);
  return Math.min(EDGES_OF_EVEN.length, upTo(row + 1) - upTo(row));
}

function edgeRunner(
  kit: ScenarioKit,
  from: Workload,
  to: Workload,
  kind: EdgeKind,
  peers: readonly (readonly Outside[])[],
  fails: boolean,
): (atMs: number) => void {
  const { random } = kit.world;
  const port = SERVICE_PORTS[to.identity % SERVICE_PORTS.length];
  const base = { weight: 0, from, to, port };
  switch (kind) {
    case 'http': {
      const path = HTTP_PATHS[to.identity % HTTP_PATHS.length];
      const calls = httpCalls(kit.world, `${to.name}:${port}`, from.name, [
        {
          method: 'GET',
          path,
          weight: 5,
          latencyMs: 8,
          failures: [
            [404, 0.02],
            [503, fails ? 0.01 : 0],
          ],
        },
        { method: 'POST', path, weight: 2, latencyMs: 20, code: 201 },
      ]);
      const callsTwice: CallMaker = (atMs) => [...calls(atMs), ...calls(atMs)];
      return (atMs) => kit.open({ ...base, proxies: 'server', calls: callsTwice }, atMs);
    }
    case 'plain':
      return (atMs) => kit.open(base, atMs);
    case 'outside': {
      const peer = peers[to.identity % peers.length];
      return (atMs) => kit.openOutside({ weight: 0, from, to: peer, port: 443 }, atMs);
    }
    case 'audited':
      return (atMs) =>
        kit.open({ ...base, gates: () => ({ egress: { kind: 'audit' }, ingress: { kind: 'audit' } }) }, atMs);
    case 'denied-out':
      return (atMs) => kit.open({ ...base, gates: () => ({ egress: { kind: 'deny', by: [] } }) }, atMs);
    case 'denied-in': {
      const by = to.ingress === undefined ? [] : [to.ingress];
      return (atMs) => kit.open({ ...base, gates: (_, usual) => ({ ...usual, ingress: { kind: 'deny', by } }) }, atMs);
    }
    case 'dns': {
      const name = `${to.name}.${to.namespace}.svc.cluster.local`;
      const outcome = { kind: 'answer', ips: [to.serviceIp], ttlSeconds: 30 } as const;
      return (atMs) => kit.lookUp(random.pick(from.pods), [{ name, type: 'A', outcome }], atMs);
    }
  }
}

/** Distinct rows other than `row`, as far as there are any. */
function pickTargets(random: Random, row: number, count: number): readonly number[] {
  const targets = new Set<number>();
  const wanted = Math.min(EDGES_OF_EVEN.length, count - 1);
  while (targets.size < wanted) targets.add((row + 1 + random.below(count - 1)) % count);
  return [...targets];
}

const SERVICE_PORTS: readonly number[] = [8080, 9090, 5432, 6379, 3000, 8443, 7000];
const HTTP_PATHS: readonly string[] = ['/v1/items/{id}', '/orders/{uuid}', '/users/{id}/posts', '/api/{sku}/stock'];
