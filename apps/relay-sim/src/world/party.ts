import type { Endpoint, NetworkInterface, Policy } from '@orrery/proto/flow/flow_pb';
import { endpointPart, interfacePart, workloadPart } from './flow-parts.ts';
import { FIRST_LOCAL_IDENTITY } from './truth.ts';

/** Someone who can send or receive: a pod, a node, a health endpoint, or an address outside. */
export interface Party {
  readonly kind: 'pod' | 'health' | 'host' | 'outside';
  readonly ip: string;
  /** Row of the node it lives on; -1 outside of the nodes that report. */
  readonly node: number;
  /** As the agent of a node writes it. Endpoint ID and workloads only if it lives there. */
  seenFrom(node: number): Endpoint;
  /** Its virtual cable: set for pods and health endpoints, which an agent watches. */
  readonly cable: Cable | undefined;
}

export interface Cable {
  readonly mac: string;
  readonly hostMac: string;
  readonly interface: NetworkInterface;
}

/** A deployment, stateful set, ... with its pods. The policies change when a rollout says so. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly kind: WorkloadKind;
  /** As flows write it. */
  readonly writtenKind: string;
  readonly identity: number;
  readonly labels: string[];
  readonly pods: Pod[];
  readonly serviceIp: string;
  /** The policy that allows its traffic; undefined where no policy selects it. */
  egress: Policy | undefined;
  ingress: Policy | undefined;
}

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob';

export class Pod implements Party {
  readonly kind = 'pod';
  readonly ip: string;
  readonly node: number;
  readonly name: string;
  readonly workload: Workload;
  readonly cable: Cable;
  /** Names that the DNS proxy of its node saw it resolve: address to name, valid until. Bounded by the scenario's names. */
  readonly resolved = new Map<string, { readonly name: string; readonly untilMs: number }>();
  readonly #local: Endpoint;
  readonly #remote: Endpoint;

  constructor(init: {
    readonly ip: string;
    readonly node: number;
    readonly name: string;
    readonly workload: Workload;
    readonly cluster: string;
    readonly endpointId: number;
    readonly cable: Cable;
  }) {
    this.ip = init.ip;
    this.node = init.node;
    this.name = init.name;
    this.workload = init.workload;
    this.cable = init.cable;
    const { identity, namespace, labels, name, writtenKind } = init.workload;
    const remote = { identity, clusterName: init.cluster, namespace, labels, podName: init.name };
    this.#remote = endpointPart(remote);
    this.#local = endpointPart({ ...remote, id: init.endpointId, workloads: [workloadPart(name, writtenKind)] });
  }

  seenFrom(node: number): Endpoint {
    return node === this.node ? this.#local : this.#remote;
  }
}

/** A node itself: kubelet, host-network pods. */
export class Host implements Party {
  readonly kind = 'host';
  readonly ip: string;
  readonly node: number;
  readonly cable = undefined;

  constructor(node: number, ip: string) {
    this.node = node;
    this.ip = ip;
  }

  seenFrom(node: number): Endpoint {
    return node === this.node ? HOST : REMOTE_NODE;
  }
}

/** The endpoint of cilium-health on a node. */
export class HealthEndpoint implements Party {
  readonly kind = 'health';
  readonly ip: string;
  readonly node: number;
  readonly cable: Cable;
  readonly #local: Endpoint;

  constructor(node: number, ip: string, endpointId: number, cable: Cable) {
    this.node = node;
    this.ip = ip;
    this.cable = cable;
    this.#local = endpointPart({ id: endpointId, identity: 4, labels: ['reserved:health'] });
  }

  seenFrom(node: number): Endpoint {
    return node === this.node ? this.#local : HEALTH;
  }
}

/** An address that no simulated agent watches. Labels beyond `reserved:` get a number that each node chooses. */
export class Outside implements Party {
  readonly kind = 'outside';
  readonly ip: string;
  readonly node = -1;
  readonly cable = undefined;
  /** The DNS name by which it is reached, without trailing dot; '' if by address. */
  readonly name: string;
  readonly #labels: string[];
  readonly #identities: LocalIdentities;
  readonly #fixed: Endpoint | undefined;
  readonly #seen = new Map<number, Endpoint>();

  constructor(ip: string, name: string, labels: string[], identities: LocalIdentities, fixedIdentity = 0) {
    this.ip = ip;
    this.name = name;
    this.#labels = labels;
    this.#identities = identities;
    this.#fixed = fixedIdentity === 0 ? undefined : endpointPart({ identity: fixedIdentity, labels });
  }

  seenFrom(node: number): Endpoint {
    if (this.#fixed !== undefined) return this.#fixed;
    let endpoint = this.#seen.get(node);
    if (endpoint === undefined) {
      endpoint = endpointPart({ identity: this.#identities.numberFor(node, this.#labels), labels: this.#labels });
      this.#seen.set(node, endpoint);
    }
    return endpoint;
  }
}

/** The tables in which each node numbers outside label sets for itself, in the order it meets them. */
export class LocalIdentities {
  readonly #tables: { next: number; readonly numbers: Map<string, number> }[];

  constructor(firstNumbers: readonly number[]) {
    this.#tables = firstNumbers.map((first) => ({ next: FIRST_LOCAL_IDENTITY + first, numbers: new Map() }));
  }

  numberFor(node: number, labels: readonly string[]): number {
    const table = this.#tables[node];
    if (table === undefined) throw new RangeError(`no node ${node}`);
    const key = labels.join('\n');
    let number = table.numbers.get(key);
    if (number === undefined) {
      number = table.next++;
      table.numbers.set(key, number);
    }
    return number;
  }
}

export const WORLD_LABELS: string[] = ['reserved:world-ipv4'];
export const WORLD_IDENTITY = 9;
/** What a verdict on denied egress writes for any outside address. */
export const WORLD: Endpoint = endpointPart({ identity: WORLD_IDENTITY, labels: WORLD_LABELS });
export const NOBODY: Endpoint = endpointPart({ identity: 0, labels: [] });
const HOST: Endpoint = endpointPart({ identity: 1, labels: ['reserved:host'] });
const HEALTH: Endpoint = endpointPart({ identity: 4, labels: ['reserved:health'] });
const REMOTE_NODE: Endpoint = endpointPart({ identity: 6, labels: ['reserved:remote-node'] });

export const OVERLAY: NetworkInterface = interfacePart(6, 'cilium_vxlan');
export const UPLINK: NetworkInterface = interfacePart(2, 'eth0');
