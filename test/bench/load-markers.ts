import { buildScripts } from './load-scripts.ts';
import { podKey, type LoadCluster, type LoadEdge } from './load-cluster.ts';
import { LoadFlows, type CountedRow } from './load-flows.ts';
import type { Marker } from './load-protocol.ts';

/** Two bytes of varint hold 128 to 16383. */
const FIRST_MARKER_PORT = 10_000;
const LAST_MARKER_PORT = 16_383;
/** `to-endpoint` at the server, among the six events of a connection. */
const ARRIVAL = 3;

/** Single flows, each on an edge of its own between two pods, so that its way to a frame can be timed. */
export class MarkerFlows {
  readonly all: Marker[] = [];
  readonly #edge: LoadEdge;
  readonly #node: number;
  readonly #flows: LoadFlows;
  readonly #portAt: number;
  #intervalMs: number | undefined;
  #nextMs = 0;

  constructor(cluster: LoadCluster) {
    const model = cluster.edges.find(({ kind, protocol, destination }) => {
      return kind === 'l4' && protocol === 'TCP' && destination.kind === 'pod';
    });
    if (model?.destination.kind !== 'pod') throw new Error('the cluster has no edge between pods');
    this.#edge = { ...model, port: FIRST_MARKER_PORT };
    this.#node = model.destination.pod.node.index;
    const scripts = buildScripts({ nodes: cluster.nodes, edges: [this.#edge] });
    this.#flows = new LoadFlows(scripts, cluster.nodes.length, 99);
    // The destination port follows the source port: a tag byte, then two bytes.
    this.#portAt = scripts.templates.clientPortAt[ARRIVAL] + 4;
  }

  get maxMessageBytes(): number {
    return this.#flows.maxMessageBytes;
  }

  restart(intervalMs: number | undefined, nowMs: number): void {
    this.#intervalMs = intervalMs;
    this.#nextMs = nowMs;
  }

  isDue(nowMs: number): boolean {
    return (
      this.#intervalMs !== undefined && nowMs >= this.#nextMs && FIRST_MARKER_PORT + this.all.length <= LAST_MARKER_PORT
    );
  }

  write(out: Buffer, at: number, streamId: number, nowMs: number): number {
    this.#nextMs += this.#intervalMs ?? 0;
    const port = FIRST_MARKER_PORT + this.all.length;
    this.all.push({ port, sentMs: nowMs });
    this.#flows.setTime(nowMs);
    const end = this.#flows.write(ARRIVAL, out, at, streamId);
    this.#flows.advance();
    out[at + this.#portAt] = (port & 127) | 128;
    out[at + this.#portAt + 1] = port >>> 7;
    return end;
  }

  sentByNode(node: number): number {
    return node === this.#node ? this.all.length : 0;
  }

  counted(verdict: string): CountedRow[] {
    const { source, destination, protocol } = this.#edge;
    return this.all.map(({ port }) => {
      return { source: podKey(source), destination: destination.key, port, protocol, verdict, flows: 1 };
    });
  }
}
