import { Random } from './random.ts';

/**
 * The cluster that the load pretends to watch:
 *
 *     100 nodes   3,000 pods = 1,000 workloads (one identity each) x 3
 *     10,000 edges, each with one source pod and one destination peer
 */
export interface LoadCluster {
  readonly nodes: readonly LoadNode[];
  readonly edges: readonly LoadEdge[];
}

export interface LoadNode {
  readonly name: string;
  readonly index: number;
}

export interface LoadPod {
  readonly namespace: string;
  readonly workload: string;
  readonly name: string;
  readonly identity: number;
  readonly endpointId: number;
  readonly ip: string;
  readonly mac: string;
  readonly node: LoadNode;
}

/** What an edge ends at. `key` is how the server names it. */
export type LoadPeer =
  | { readonly kind: 'pod'; readonly pod: LoadPod; readonly key: string }
  | {
      readonly kind: 'reserved';
      readonly identity: number;
      readonly labels: readonly string[];
      readonly ip: string;
      readonly names: readonly string[];
      readonly key: string;
    };

/** How the traffic of an edge looks; each kind has its own event sequences. */
export type EdgeKind = 'l4' | 'http' | 'dns' | 'denied' | 'audited';

export interface LoadEdge {
  readonly kind: EdgeKind;
  readonly source: LoadPod;
  readonly destination: LoadPeer;
  /** Below 32768; client ports are from 32768 on. */
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

export interface LoadSize {
  readonly nodes: number;
  readonly workloads: number;
  readonly podsPerWorkload: number;
  readonly edges: number;
}

export const FULL_SIZE: LoadSize = { nodes: 100, workloads: 1000, podsPerWorkload: 3, edges: 10_000 };

export const CLUSTER = 'kind-kind';
const NAMESPACES = 40;
const FIRST_IDENTITY = 20_001;
const SERVER_PORTS = [80, 443, 3000, 5432, 6379, 8080, 8443, 9000, 9090, 9092];

/** Of every 100 edges. */
const EDGE_MIX: readonly (readonly [EdgeKind, number])[] = [
  ['l4', 71],
  ['http', 14],
  ['dns', 6],
  ['denied', 5],
  ['audited', 4],
];

export function buildCluster(size: LoadSize, seed: number): LoadCluster {
  const random = new Random(seed);
  const nodes = Array.from({ length: size.nodes }, (_, index) => ({
    name: `${CLUSTER}/worker-${String(index + 1).padStart(3, '0')}`,
    index,
  }));
  const pods = buildPods(size, nodes, random);
  const dnsServers = Array.from({ length: 3 }, (_, copy) => dnsServer(copy, nodes));
  const taken = new Set<string>();
  const edges: LoadEdge[] = [];
  for (const [kind, share] of EDGE_MIX) {
    let wanted = Math.round((size.edges * share) / 100);
    while (wanted > 0) {
      const edge = drawEdge(kind, pods, dnsServers, random);
      const id = `${edge.source.identity} ${edge.destination.key} ${edge.port} ${edge.protocol}`;
      // DNS edges differ by their client only, so there are at most as many as workloads.
      if (taken.has(id)) continue;
      taken.add(id);
      edges.push(edge);
      wanted--;
    }
  }
  return { nodes, edges };
}

export function podKey(pod: LoadPod): string {
  return `${CLUSTER}/${pod.identity}`;
}

function buildPods(size: LoadSize, nodes: readonly LoadNode[], random: Random): LoadPod[] {
  const pods: LoadPod[] = [];
  for (let workload = 0; workload < size.workloads; workload++) {
    for (let copy = 0; copy < size.podsPerWorkload; copy++) {
      const number = pods.length;
      const node = nodes[number % nodes.length];
      pods.push({
        namespace: `team-${String(workload % NAMESPACES).padStart(2, '0')}`,
        workload: `service-${String(workload).padStart(4, '0')}`,
        name: `service-${String(workload).padStart(4, '0')}-${suffix(random, 9)}-${suffix(random, 5)}`,
        identity: FIRST_IDENTITY + workload,
        endpointId: 100 + Math.floor(number / nodes.length),
        ip: `10.${100 + (node.index >> 8)}.${node.index & 255}.${2 + Math.floor(number / nodes.length)}`,
        mac: mac(random),
        node,
      });
    }
  }
  return pods;
}

function dnsServer(copy: number, nodes: readonly LoadNode[]): LoadPod {
  const node = nodes[copy % nodes.length];
  return {
    namespace: 'kube-system',
    workload: 'coredns',
    name: `coredns-76f75df574-w2m6${copy}`,
    identity: 19_999,
    endpointId: 90 + copy,
    ip: `10.90.0.${2 + copy}`,
    mac: `0a:00:00:00:00:0${copy}`,
    node,
  };
}

function drawEdge(kind: EdgeKind, pods: readonly LoadPod[], dnsServers: readonly LoadPod[], random: Random): LoadEdge {
  const source = random.pick(pods);
  if (kind === 'dns') {
    const pod = random.pick(dnsServers);
    return { kind, source, destination: { kind: 'pod', pod, key: podKey(pod) }, port: 53, protocol: 'UDP' };
  }
  const isOutside = kind !== 'http' && kind !== 'audited' && random.below(10) === 0;
  const protocol = kind === 'l4' && random.below(20) === 0 ? 'UDP' : 'TCP';
  if (isOutside) return { kind, source, destination: outsidePeer(random), port: 443, protocol };
  let pod = random.pick(pods);
  while (pod.identity === source.identity) pod = random.pick(pods);
  return {
    kind,
    source,
    destination: { kind: 'pod', pod, key: podKey(pod) },
    port: random.pick(SERVER_PORTS),
    protocol,
  };
}

function outsidePeer(random: Random): LoadPeer {
  const number = random.below(200);
  const ip = `198.51.${100 + (number >> 7)}.${1 + (number & 127)}`;
  // From 16777217 on the numbers belong to one node only, so they say nothing about the peer.
  const identity = 16_777_217 + random.below(300);
  const world = 'reserved:world';
  switch (number % 3) {
    case 0: {
      const name = `api-${number}.example.com`;
      const labels = [`cidr:${ip}/32`, `fqdn:${name}.`, world];
      return { kind: 'reserved', identity, labels, ip, names: [name], key: `fqdn:${name}` };
    }
    case 1:
      return { kind: 'reserved', identity, labels: [`cidr:${ip}/32`, world], ip, names: [], key: `cidr:${ip}/32` };
    default:
      return { kind: 'reserved', identity: 2, labels: [world], ip, names: [], key: `reserved:world/${ip}` };
  }
}

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

function suffix(random: Random, length: number): string {
  return Array.from({ length }, () => SUFFIX_LETTERS[random.below(SUFFIX_LETTERS.length)]).join('');
}

function mac(random: Random): string {
  return Array.from({ length: 5 }, () => random.below(256).toString(16).padStart(2, '0')).reduce(
    (a, b) => `${a}:${b}`,
    '0a',
  );
}
