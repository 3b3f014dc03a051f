import type { GetFlowsRequest } from '@orrery/proto/observer/observer_pb';
import { NodeState } from '@orrery/proto/relay/relay_pb';
import { unreachable, type Agent } from '../agent/agent.ts';
import type { FlowReader } from '../agent/flow-reader.ts';
import { nodeStatusResponse } from '../agent/response-bytes.ts';
import type { StreamItem } from '../agent/stream-item.ts';
import type { FlowOutput } from '../faults/flow-output.ts';
import type { ServedStream } from '../flow-calls.ts';
import { RpcError } from '../transport/rpc-error.ts';
import { MinHeap } from './min-heap.ts';
import { NodeErrors } from './node-errors.ts';
import type { PeerPool } from './peer-pool.ts';
import type { RelaySettings } from './relay-settings.ts';
import { SortBuffer } from './sort-buffer.ts';

interface PeerCall {
  readonly agent: Agent;
  readonly reader: FlowReader;
}

/**
 * One GetFlows call on the relay:
 *
 *     agent ─► reader ─┐
 *     agent ─► reader ─┼─► in order of arrival ─► sort buffer ─► output
 *     agent ─► reader ─┘            node errors ──┘
 *
 * Nothing is read while the client takes nothing, so that the rings overtake the readers of a slow client.
 */
export class RelayStream implements ServedStream {
  readonly follow: boolean;
  readonly #request: GetFlowsRequest;
  readonly #pool: PeerPool;
  readonly #settings: RelaySettings;
  readonly #output: FlowOutput;
  readonly #sorted: SortBuffer;
  readonly #errors: NodeErrors;
  readonly #calls = new Set<PeerCall>();
  /** Names of nodes that are read or ended well; they are not asked again. */
  readonly #connected = new Set<string>();
  #peerTimer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(request: GetFlowsRequest, pool: PeerPool, settings: RelaySettings, output: FlowOutput) {
    this.follow = request.follow;
    this.#request = request;
    this.#pool = pool;
    this.#settings = settings;
    this.#output = output;
    this.#sorted = new SortBuffer(
      sortLength(request.number, pool.list().length, settings.sortBufferLength),
      settings.drainMs,
      (item) => output.send(item),
      () => !output.blocked,
    );
    this.#errors = new NodeErrors(settings.errorWindowMs, ({ nodeNames, message }) =>
      this.#sorted.add(this.#statusItem(NodeState.NODE_ERROR, nodeNames, message)),
    );
  }

  start(): void {
    const agents = this.#pool.list();
    const reachable = agents.filter((agent) => agent.up).map((agent) => agent.name);
    const unavailable = agents.filter((agent) => !agent.up).map((agent) => agent.name);
    if (reachable.length > 0) this.#output.send(this.#statusItem(NodeState.NODE_CONNECTED, reachable, ''));
    if (unavailable.length > 0) this.#output.send(this.#statusItem(NodeState.NODE_UNAVAILABLE, unavailable, ''));
    this.#callNewPeers();
    if (this.follow) this.#peerTimer = setInterval(() => this.#callNewPeers(), this.#settings.peerUpdateMs);
    this.pump();
  }

  pump(): void {
    if (this.#ended) return;
    this.#noticeLostPeers();
    this.#sorted.resume();
    if (!this.#output.blocked) this.#read();
    if (this.#calls.size === 0) this.#end();
  }

  get caughtUp(): boolean {
    if (this.#ended) return true;
    if (this.#output.blocked) return false;
    for (const { reader } of this.#calls) if (!reader.caughtUp) return false;
    return true;
  }

  get drained(): boolean {
    return this.#ended || (this.caughtUp && this.#sorted.size === 0 && this.#output.idle && !this.#errors.pending);
  }

  /** The client went away. */
  close(): void {
    this.#ended = true;
    clearInterval(this.#peerTimer);
    this.#sorted.close();
    this.#errors.close();
    this.#output.close();
    for (const call of this.#calls) this.#drop(call);
  }

  #callNewPeers(): void {
    for (const agent of this.#pool.list()) {
      if (this.#ended || !agent.up || this.#connected.has(agent.name)) continue;
      try {
        this.#calls.add({ agent, reader: agent.open(this.#request) });
        this.#connected.add(agent.name);
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        this.#errors.add(agent.name, error.relayed());
      }
    }
  }

  /** A call to an agent that died fails; one to an agent that left the pool ends without a word. */
  #noticeLostPeers(): void {
    for (const call of this.#calls) {
      if (!call.agent.up) {
        this.#drop(call);
        this.#connected.delete(call.agent.name);
        this.#errors.add(call.agent.name, unreachable(call.agent.name).relayed());
      } else if (!this.#pool.has(call.agent)) {
        this.#drop(call);
      }
    }
  }

  #read(): void {
    const nowMs = Date.now();
    const heads = new MinHeap<{ readonly call: PeerCall; readonly item: StreamItem }>(
      (a, b) => a.item.arrival < b.item.arrival,
    );
    const offer = (call: PeerCall) => {
      const item = call.reader.peek(nowMs);
      if (item !== undefined) heads.push({ call, item });
      else if (call.reader.ended) this.#drop(call);
    };
    for (const call of this.#calls) offer(call);
    while (!this.#output.blocked) {
      const head = heads.pop();
      if (head === undefined) return;
      head.call.reader.take();
      this.#sorted.add(head.item);
      offer(head.call);
    }
  }

  #drop(call: PeerCall): void {
    this.#calls.delete(call);
    call.agent.release(call.reader);
  }

  #end(): void {
    this.#errors.flush();
    this.#sorted.flush();
    this.#ended = true;
    clearInterval(this.#peerTimer);
    this.#sorted.close();
    this.#output.end();
  }

  #statusItem(state: NodeState, nodeNames: readonly string[], message: string): StreamItem {
    const nowMs = Date.now();
    const bytes = nodeStatusResponse(state, nodeNames, message, this.#settings.name, nowMs);
    return { timeMs: nowMs, arrival: 0, bytes, record: undefined };
  }
}

/** Fixed for the whole stream. A client that asks for few flows gets a short queue. */
function sortLength(number: bigint, peers: number, longest: number): number {
  const wanted = BigInt.asUintN(64, number * BigInt(peers));
  return wanted > 0n && wanted < BigInt(longest) ? Number(wanted) : longest;
}
