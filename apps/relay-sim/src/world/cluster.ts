import type { Emitter, Policy } from '@orrery/proto/flow/flow_pb';
import type { SimNode } from '../sim-event.ts';
import { AGENT_VERSION, emitterPart, interfacePart, policyPart, type PolicyKind } from './flow-parts.ts';
import {
  type Cable,
  HealthEndpoint,
  Host,
  LocalIdentities,
  Outside,
  Pod,
  type Workload,
  type WorkloadKind,
  WORLD_IDENTITY,
  WORLD_LABELS,
} from './party.ts';
import type { Random } from './random.ts';

export interface ClusterOptions {
  readonly nodes: number;
  /** The clock of each node is off by up to this much. */
  readonly maxClockOffsetMs: number;
  /** Applied to every text that is no address and no id. Two texts are never spelled alike. */
  readonly spell: (text: string) => string;
}

export interface WorkloadSpec {
  readonly kind?: WorkloadKind;
  readonly replicas?: number;
  readonly serviceAccount?: string;
  /** `app=` label; the workload's name when left out. */
  readonly app?: string;
  readonly extraLabels?: readonly string[];
}

/** The things that exist: nodes, workloads with their pods, and whoever is outside. */
export class Cluster {
  /** Without a slash, which ends it in the names of nodes. */
  readonly name: string;
  readonly nodes: readonly SimNode[];
  readonly hosts: readonly Host[];
  readonly health: readonly HealthEndpoint[];
  readonly workloads: Workload[] = [];
  readonly emitter: Emitter;
  readonly spell: (text: string) => string;
  readonly #identities: LocalIdentities;
  readonly #usedIdentities = new Set<number>();
  readonly #podsOnNode: number[];
  readonly #random: Random;
  #nextNode = 0;

  constructor(options: ClusterOptions, random: Random) {
    this.#random = random;
    this.spell = options.spell;
    this.name = options.spell('kind-kind').replaceAll('/', '|');
    this.emitter = emitterPart(options.spell('Hubble'), options.spell(AGENT_VERSION));
    const rows = Array.from({ length: options.nodes }, (_, row) => row);
    this.#podsOnNode = rows.map(() => 0);
    this.nodes = rows.map((row) => this.#node(row, options.maxClockOffsetMs));
    this.#identities = new LocalIdentities(rows.map((row) => 1 + row * 37 + random.below(37)));
    this.hosts = rows.map((row) => new Host(row, `172.18.${(row + 2) >> 8}.${(row + 2) & 255}`));
    this.health = rows.map((row) => new HealthEndpoint(row, this.#podIp(row), this.#endpointId(row), this.#cable(row)));
  }

  addWorkload(namespaceName: string, workloadName: string, spec: WorkloadSpec = {}): Workload {
    const namespace = this.spell(namespaceName);
    const name = this.spell(workloadName);
    const kind = spec.kind ?? 'Deployment';
    const app = spec.app === undefined ? name : this.spell(spec.app);
    const labels = [
      `k8s:app=${app}`,
      ...(spec.extraLabels ?? []).map((label) => this.spell(label)),
      `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${namespace}`,
      `k8s:io.cilium.k8s.policy.cluster=${this.name}`,
      this.spell(`k8s:io.cilium.k8s.policy.serviceaccount=${spec.serviceAccount ?? 'default'}`),
      `k8s:io.kubernetes.pod.namespace=${namespace}`,
    ].sort();
    const workload: Workload = {
      namespace,
      name,
      kind,
      writtenKind: this.spell(kind),
      identity: this.#identity(),
      labels,
      pods: [],
      serviceIp: `10.96.${(this.workloads.length + 10) >> 8}.${(this.workloads.length + 10) & 255}`,
      egress: undefined,
      ingress: undefined,
    };
    this.workloads.push(workload);
    const replicas = kind === 'DaemonSet' ? this.nodes.length : (spec.replicas ?? 1);
    const replicaSet = this.#random.podSuffix(9);
    for (let ordinal = 0; ordinal < replicas; ordinal++) {
      const node = kind === 'DaemonSet' ? ordinal : this.#nextNode++ % this.nodes.length;
      this.addPod(workload, node, podName(workload, ordinal, replicaSet, this.#random));
    }
    return workload;
  }

  addPod(workload: Workload, node: number, name: string): Pod {
    const endpointId = this.#endpointId(node);
    const pod = new Pod({
      ip: this.#podIp(node),
      node,
      name,
      workload,
      cluster: this.name,
      endpointId,
      cable: this.#cable(node),
    });
    workload.pods.push(pod);
    return pod;
  }

  /** A peer reached by its DNS name, which has several addresses. */
  fqdn(name: string, ips: readonly string[]): readonly Outside[] {
    const spelled = this.spell(name);
    return ips.map((ip) => {
      const labels = [`cidr:${ip}/32`, `fqdn:${spelled}.`, 'reserved:world-ipv4'];
      return new Outside(ip, spelled, labels, this.#identities);
    });
  }

  /** An address inside a range that a policy names. */
  cidr(prefix: string, ip: string): Outside {
    return new Outside(ip, '', [`cidr:${prefix}`, 'reserved:world-ipv4'], this.#identities);
  }

  world(ip: string): Outside {
    return new Outside(ip, '', WORLD_LABELS, this.#identities, WORLD_IDENTITY);
  }

  kubeApiserver(): Outside {
    const labels = ['reserved:kube-apiserver', 'reserved:remote-node'];
    return new Outside('172.18.0.250', '', labels, this.#identities, 7);
  }

  /** What Cilium's own ingress sends from. */
  ingress(): Outside {
    return new Outside('10.244.0.188', '', ['reserved:ingress'], this.#identities, 8);
  }

  /** Namespace and name are written as they are: take them from a workload. */
  policy(kind: PolicyKind, namespace: string, name: string, revision: number): Policy {
    return policyPart(kind, namespace, name, this.#random.uuid(), revision);
  }

  #node(row: number, maxClockOffsetMs: number): SimNode {
    const hostname = this.spell(row === 0 ? 'kind-worker' : `kind-worker${row + 1}`);
    return {
      name: `${this.name}/${hostname}`,
      labels: [
        'beta.kubernetes.io/arch=amd64',
        'beta.kubernetes.io/os=linux',
        'kubernetes.io/arch=amd64',
        `kubernetes.io/hostname=${hostname}`,
        this.spell('kubernetes.io/os=linux'),
      ],
      clockOffsetMs: maxClockOffsetMs === 0 ? 0 : Math.round(this.#random.between(-maxClockOffsetMs, maxClockOffsetMs)),
      version: this.emitter.version,
    };
  }

  /** Nodes have a /24 each; the pods of a node past 250 go to further ranges. */
  #podIp(node: number): string {
    const count = this.#podsOnNode[node] ?? 0;
    this.#podsOnNode[node] = count + 1;
    const range = Math.floor(count / 250);
    const second = (range === 0 ? 244 : 8 * range) + ((node + 1) >> 8);
    return `10.${second}.${(node + 1) & 255}.${2 + (count % 250)}`;
  }

  /** Unique on its node: every endpoint took an address just before. */
  #endpointId(node: number): number {
    return 300 + (this.#podsOnNode[node] ?? 0) * 17 + this.#random.below(17);
  }

  #identity(): number {
    for (;;) {
      const identity = 1024 + this.#random.below(64000);
      if (this.#usedIdentities.has(identity)) continue;
      this.#usedIdentities.add(identity);
      return identity;
    }
  }

  #cable(node: number): Cable {
    const random = this.#random;
    const index = 20 + (this.#podsOnNode[node] ?? 0) * 2;
    return {
      mac: random.mac(),
      hostMac: random.mac(),
      interface: interfacePart(index, this.spell(`lxc${random.hex(12)}`)),
    };
  }
}

function podName(workload: Workload, ordinal: number, replicaSet: string, random: Random): string {
  switch (workload.kind) {
    case 'Deployment':
      return `${workload.name}-${replicaSet}-${random.podSuffix(5)}`;
    case 'StatefulSet':
      return `${workload.name}-${ordinal}`;
    case 'DaemonSet':
      return `${workload.name}-${random.podSuffix(5)}`;
    case 'CronJob':
      return `${workload.name}-29400${100 + ordinal}-${random.podSuffix(5)}`;
  }
}
