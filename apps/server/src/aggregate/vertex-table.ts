import type { Endpoint, NodeName } from '../decode/endpoint.ts';
import type { Vertex, VertexIndex, VertexKind } from './graph-view.ts';
import { guessWorkload } from './workload-guess.ts';
import { vertexKeyOf } from './vertex-key.ts';

/** Endpoint.vertex while it has no row of its own to remember. */
const UNRESOLVED = -1;
const NEEDS_ADDRESS = -2;
const NEEDS_CLUSTER = -3;

const MAX_NAMES = 8;

interface MutableVertex extends Vertex {
  workload: string;
  workloadKind: string;
  /** Whether the workload was told by the node it runs on, and not guessed. */
  workloadIsTold: boolean;
  identity: number;
  labels: readonly string[];
  names: string[];
  namesInferred: boolean;
  revision: number;
}

/**
 * All vertices. A row is made once per key and stays.
 *
 * Bounded by `maxVertices`; past it, new keys are the vertex `other` (`foldedVertices` counts the look-ups). An
 * endpoint is looked at closely only when its bytes are new; after that it remembers its row.
 */
export class VertexTable {
  readonly rows: MutableVertex[] = [];
  foldedVertices = 0;
  /** Grows when a vertex was added or changed. */
  revision = 0;
  readonly other: VertexIndex;
  readonly #maxVertices: number;
  readonly #byKey = new Map<string, VertexIndex>();
  readonly #byAddress = new Map<string, VertexIndex[]>();

  constructor(maxVertices: number) {
    this.#maxVertices = maxVertices;
    this.other = this.#add('other', 'other');
  }

  /** The row of an endpoint. `address` is called only where the key needs it. */
  of(endpoint: Endpoint, node: NodeName, address: () => string): VertexIndex {
    if (endpoint.vertex >= 0) return endpoint.vertex;
    if (endpoint.vertex === NEEDS_ADDRESS) return this.#ofAddress(endpoint, address());
    return this.#resolve(endpoint, node, address);
  }

  /** A name that an agent told for the address of an external vertex. */
  tellName(index: VertexIndex, name: string): void {
    const vertex = this.rows[index];
    if (vertex.kind === 'workload') return;
    if (vertex.namesInferred) {
      vertex.names = [];
      vertex.namesInferred = false;
    }
    this.#addName(vertex, name);
  }

  /** A name that a DNS answer gave for an address. */
  inferName(address: string, name: string): void {
    for (const index of this.#byAddress.get(address) ?? []) {
      const vertex = this.rows[index];
      if (vertex.names.length > 0 && !vertex.namesInferred) continue;
      vertex.namesInferred = true;
      this.#addName(vertex, name);
    }
  }

  isNamed(index: VertexIndex): boolean {
    return this.rows[index].names.length > 0 && !this.rows[index].namesInferred;
  }

  #addName(vertex: MutableVertex, name: string): void {
    if (name === '' || vertex.names.includes(name) || vertex.names.length >= MAX_NAMES) return;
    vertex.names = [...vertex.names, name];
    this.#changed(vertex);
  }

  #resolve(endpoint: Endpoint, node: NodeName, address: () => string): VertexIndex {
    const { kind, key, needsAddress, needsCluster } = vertexKeyOf(endpoint);
    if (needsAddress) {
      endpoint.vertex = NEEDS_ADDRESS;
      return this.#ofAddress(endpoint, address());
    }
    if (needsCluster) {
      endpoint.vertex = NEEDS_CLUSTER;
      return this.#learn(this.#row(kind, `${node.cluster}/${key}`), endpoint, node.cluster);
    }
    const index = this.#learn(this.#row(kind, key), endpoint, endpoint.cluster);
    if (endpoint.vertex === UNRESOLVED && index !== this.other) endpoint.vertex = index;
    return index;
  }

  #ofAddress(endpoint: Endpoint, address: string): VertexIndex {
    const { kind, key } = vertexKeyOf(endpoint);
    const fullKey = address === '' ? key : `${key}/${address}`;
    const known = this.#byKey.get(fullKey);
    if (known !== undefined) return known;
    const index = this.#row(kind, fullKey);
    if (index === this.other) return index;
    const vertex = this.rows[index];
    Object.assign(vertex, { ip: address, identity: endpoint.identity, labels: endpoint.labels });
    const sameAddress = this.#byAddress.get(address);
    if (sameAddress === undefined) this.#byAddress.set(address, [index]);
    else sameAddress.push(index);
    return index;
  }

  #row(kind: VertexKind, key: string): VertexIndex {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.rows.length >= this.#maxVertices) {
      this.foldedVertices++;
      return this.other;
    }
    return this.#add(kind, key);
  }

  #add(kind: VertexKind, key: string): VertexIndex {
    const index = this.rows.length;
    this.rows.push({
      index,
      key,
      kind,
      cluster: '',
      namespace: '',
      workload: '',
      workloadKind: '',
      workloadIsTold: false,
      identity: 0,
      labels: [],
      names: kind === 'fqdn' ? [key.slice('fqdn:'.length)] : [],
      namesInferred: false,
      ip: '',
      revision: 1,
    });
    this.#byKey.set(key, index);
    this.revision++;
    return index;
  }

  /**
   * What bytes that were not seen before tell about a vertex. A local sighting names the workload, a remote one does
   * not. Other labels under the number of a workload mean that the number was given to another.
   */
  #learn(index: VertexIndex, endpoint: Endpoint, cluster: string): VertexIndex {
    if (index === this.other) return index;
    const vertex = this.rows[index];
    const isFirst = vertex.identity === 0 && vertex.labels.length === 0;
    const isAnother =
      vertex.kind === 'workload' && endpoint.labels.length > 0 && !areEqual(endpoint.labels, vertex.labels);
    if (isFirst || isAnother) {
      const { identity, labels, namespace } = endpoint;
      Object.assign(vertex, { identity, labels, cluster, namespace, workloadKind: '', workloadIsTold: false });
      if (vertex.kind === 'workload') vertex.workload = guessWorkload(labels, endpoint.podName);
    }
    if (endpoint.workload !== '' && !vertex.workloadIsTold) {
      vertex.workload = endpoint.workload;
      vertex.workloadKind = endpoint.workloadKind;
      vertex.workloadIsTold = true;
      this.#changed(vertex);
    } else if (isFirst || isAnother) {
      this.#changed(vertex);
    }
    return index;
  }

  #changed(vertex: MutableVertex): void {
    vertex.revision++;
    this.revision++;
  }
}

function areEqual(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((it, i) => it === right[i]);
}
