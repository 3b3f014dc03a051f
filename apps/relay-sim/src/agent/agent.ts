import { status } from '@grpc/grpc-js';
import type { Endpoint } from '@orrery/proto/flow/flow_pb';
import type { GetFlowsRequest } from '@orrery/proto/observer/observer_pb';
import type { SimEvent, SimNode } from '../sim-event.ts';
import { RpcError } from '../transport/rpc-error.ts';
import type { AgentEdition } from './edition.ts';
import { FlowReader, type ReaderSettings } from './flow-reader.ts';
import { flowQueryFrom } from './flow-query.ts';
import { RateMeter } from './rate-meter.ts';
import { flowResponse, lostResponse, stampMs } from './response-bytes.ts';
import { Ring } from './ring.ts';

const NAMESPACE_MEMORY_MS = 3_600_000;
const MAX_NAMESPACES = 10_000;

export interface AgentStatus {
  readonly version: string;
  readonly uptimeMs: number;
  readonly numFlows: number;
  readonly maxFlows: number;
  readonly seenFlows: number;
  readonly flowsRate: number;
}

/** A Cilium agent's Hubble server: the ring of one node and the readers on it. */
export class Agent {
  readonly row: number;
  readonly name: string;
  readonly ring: Ring;
  readonly #node: SimNode;
  readonly #edition: AgentEdition;
  readonly #reading: ReaderSettings;
  readonly #rate: RateMeter;
  readonly #startedMs: number;
  readonly #readers = new Set<FlowReader>();
  /** By `cluster NUL namespace`: when a flow named it last, by our clock. */
  readonly #namespaces = new Map<string, number>();
  #seenFlows = 0;
  #up = true;

  constructor(
    row: number,
    node: SimNode,
    ringCapacity: number,
    reading: ReaderSettings,
    edition: AgentEdition,
    nowMs: number,
  ) {
    this.row = row;
    this.name = node.name;
    this.ring = new Ring(ringCapacity);
    this.#node = node;
    this.#edition = edition;
    this.#reading = reading;
    this.#startedMs = nowMs;
    this.#rate = new RateMeter(nowMs);
  }

  get up(): boolean {
    return this.#up;
  }

  /** True when at least one follow call reads this node. */
  get followed(): boolean {
    return this.#readers.size > 0;
  }

  write(event: SimEvent, arrival: number, nowMs: number): void {
    if (event.kind === 'lost') {
      this.writeLost(event.lost, event.timeMs, this.name, arrival);
      return;
    }
    const flow = this.#edition.flow(event.flow);
    const encoded = flowResponse(flow, this.#edition.unknownFields(flow));
    this.#seenFlows++;
    this.#rate.add(nowMs);
    this.#remember(flow.source, nowMs);
    this.#remember(flow.destination, nowMs);
    this.ring.write({
      timeMs: flow.time === undefined ? event.timeMs : stampMs(flow.time),
      arrival,
      bytes: encoded.bytes,
      record: {
        kind: 'flow',
        node: this.row,
        truth: event.truth,
        verdict: event.flow.verdict,
        flowFrom: encoded.flowFrom,
        flowTo: encoded.flowTo,
        sent: false,
      },
    });
  }

  /** Events that never became flows. `nodeName` may be empty. */
  writeLost(lost: (SimEvent & { kind: 'lost' })['lost'], timeMs: number, nodeName: string, arrival: number): void {
    this.ring.write({
      timeMs,
      arrival,
      bytes: lostResponse(lost, nodeName, timeMs),
      record: { kind: 'lost', node: this.row, events: Number(lost.numEventsLost), sent: false },
    });
  }

  /** Throws the RpcError with which the agent answers the call. */
  open(request: GetFlowsRequest): FlowReader {
    if (!this.#up) throw unreachable(this.name);
    const query = flowQueryFrom(this.#edition.request(request));
    const reader = new FlowReader(this.ring, query, this, this.#reading);
    if (query.follow) this.#readers.add(reader);
    return reader;
  }

  /** Has to be called for each opened reader once it is not used any more. */
  release(reader: FlowReader): void {
    this.#readers.delete(reader);
  }

  /** The process dies. What it had in its ring is kept only if asked for. */
  stop(keepRing: boolean): void {
    this.#up = false;
    if (!keepRing) this.ring.clear();
  }

  start(): void {
    this.#up = true;
  }

  status(nowMs: number): AgentStatus {
    return {
      version: this.#edition.version ?? this.#node.version,
      uptimeMs: nowMs - this.#startedMs,
      numFlows: this.ring.size,
      maxFlows: this.ring.capacity,
      seenFlows: this.#seenFlows,
      flowsRate: this.#edition.tellsFlowsRate ? this.#rate.perSecond(nowMs) : 0,
    };
  }

  /** Namespaces with flows in the last hour. */
  namespaces(nowMs: number): { readonly cluster: string; readonly namespace: string }[] {
    const found = [];
    for (const [key, seenMs] of this.#namespaces) {
      if (nowMs - seenMs > NAMESPACE_MEMORY_MS) this.#namespaces.delete(key);
      else found.push({ cluster: key.slice(0, key.indexOf('\0')), namespace: key.slice(key.indexOf('\0') + 1) });
    }
    return found;
  }

  #remember(endpoint: Endpoint | undefined, nowMs: number): void {
    if (endpoint === undefined || endpoint.namespace === '') return;
    const key = `${endpoint.clusterName}\0${endpoint.namespace}`;
    if (this.#namespaces.size < MAX_NAMESPACES || this.#namespaces.has(key)) this.#namespaces.set(key, nowMs);
  }
}

export function unreachable(name: string): RpcError {
  return new RpcError(
    status.UNAVAILABLE,
    `connection error: desc = "transport: Error while dialing: dial ${name}: connect: connection refused"`,
  );
}
