import { Agent } from './agent/agent.ts';
import { addAgentServices } from './agent/agent-service.ts';
import { editionNamed, type EditionName } from './agent/edition.ts';
import type { ReaderSettings } from './agent/flow-reader.ts';
import { Faults, type FaultSettings } from './faults/faults.ts';
import { FlowCalls } from './flow-calls.ts';
import { LiveStreams } from './live-streams.ts';
import { Pacer } from './pacer.ts';
import { PeerPool } from './relay/peer-pool.ts';
import { addRelayServices } from './relay/relay-service.ts';
import { RELAY_DEFAULTS, type RelaySettings } from './relay/relay-settings.ts';
import type { EventSource } from './sim-event.ts';
import type { Tally } from './tally.ts';
import { RpcListener, type TlsFiles } from './transport/rpc-listener.ts';

export interface SimulatorOptions<T extends Tally> {
  readonly source: EventSource;
  /** The time at which `source` begins; what it calls this time becomes the time of the first flow. */
  readonly originMs: number;
  readonly ledger: T;
  readonly host?: string;
  /** 0 picks one. As agents: of the first node, the others follow; with 0 each picks one. */
  readonly port?: number;
  readonly as?: 'relay' | 'agents';
  readonly tls?: TlsFiles | undefined;
  readonly pace?: 'real-time' | 'flat-out';
  readonly total?: number | undefined;
  readonly tickMs?: number;
  /** Events per node, 2^n-1. Left out: 4095, or less where many nodes would fill the memory. */
  readonly ring?: number | undefined;
  readonly relay?: Partial<RelaySettings>;
  readonly reading?: Partial<ReaderSettings>;
  /** By node name; others are current. `all` stands for every node. */
  readonly editions?: ReadonlyMap<string, EditionName>;
  readonly faults?: Partial<FaultSettings>;
  readonly refusePings?: boolean;
  readonly seed?: number;
}

/** As a Cilium agent has it. */
const RING_EVENTS = 4095;
/** Of all rings together, unless the size of a ring was asked for. An event takes about 2 kB. */
const MAX_RING_EVENTS = 131_072;
const TICK_MS = 15;

/** A relay or a set of agents, with the events that flow through it. */
export interface Simulator<T extends Tally> {
  /** `host:port` of the relay, or of each agent in the order of the nodes. */
  readonly addresses: readonly string[];
  readonly ledger: T;
  /** Names of all nodes, whether they are there or not. */
  readonly nodes: readonly string[];
  /** Flows that the source made so far. */
  readonly flows: number;
  readonly connections: number;
  /** Connections ended because the client pinged too often. */
  readonly goaways: number;
  setFault(change: Partial<FaultSettings>): void;
  /** Ends all connections and listens on the same port again after `downMs`. Agents and their rings live on. */
  restartRelay(how: { readonly downMs: number; readonly abrupt: boolean }): Promise<void>;
  /**
   * `crash`: the agent cannot be reached any more, and has lost its ring unless `keepRing`. `leave`: the node is gone
   * from the cluster. Events of the node are not made meanwhile.
   */
  removeNode(name: string, how: 'crash' | 'leave', keepRing?: boolean): Promise<void>;
  /** Brings a node back. */
  addNode(name: string): Promise<void>;
  /** Resolves when all of `total` flows were handed to clients. */
  whenTotalReached(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSimulator<T extends Tally>(options: SimulatorOptions<T>): Promise<Simulator<T>> {
  const running = new RunningSimulator(options);
  await running.listen();
  return running;
}

class RunningSimulator<T extends Tally> implements Simulator<T> {
  readonly ledger: T;
  readonly #options: SimulatorOptions<T>;
  readonly #agents: readonly Agent[];
  readonly #pool = new PeerPool();
  readonly #live = new LiveStreams();
  readonly #faults: Faults;
  readonly #calls: FlowCalls;
  readonly #pacer: Pacer;
  readonly #total: Promise<void>;
  #listeners: RpcListener[] = [];
  #ports: readonly number[] = [];
  #goaways = 0;
  #stopped = false;

  constructor(options: SimulatorOptions<T>) {
    const { source, ledger } = options;
    const nowMs = Date.now();
    const reading: ReaderSettings = { lostStyle: 'coalesced', newestUnreadable: false, ...options.reading };
    this.#options = options;
    this.ledger = ledger;
    this.#agents = source.nodes.map((node, row) => {
      const edition = editionNamed(options.editions?.get(node.name) ?? options.editions?.get('all') ?? 'current');
      return new Agent(row, node, options.ring ?? ringFor(source.nodes.length), reading, edition, nowMs);
    });
    for (const agent of this.#agents) this.#pool.add(agent);
    this.#faults = new Faults(options.faults ?? {});
    this.#calls = new FlowCalls(this.#live, this.#faults, ledger, options.seed ?? 1);
    let reachTotal = () => {};
    this.#total = new Promise((resolve) => {
      reachTotal = resolve;
    });
    this.#pacer = new Pacer(
      {
        source,
        originMs: options.originMs,
        agents: this.#agents,
        pool: this.#pool,
        live: this.#live,
        faults: this.#faults,
        onTotal: reachTotal,
      },
      { pace: options.pace ?? 'real-time', total: options.total, tickMs: options.tickMs ?? TICK_MS },
    );
  }

  get addresses(): readonly string[] {
    return this.#ports.map((port) => `${this.#host}:${port}`);
  }

  get nodes(): readonly string[] {
    return this.#agents.map((agent) => agent.name);
  }

  get flows(): number {
    return this.#pacer.flows;
  }

  get connections(): number {
    return this.#listeners.reduce((sum, listener) => sum + listener.connections, 0);
  }

  get goaways(): number {
    return this.#goaways + this.#listeners.reduce((sum, listener) => sum + (listener.pings?.goaways ?? 0), 0);
  }

  async listen(): Promise<void> {
    try {
      if (this.#options.as === 'agents') await this.#listenAsAgents();
      else this.#listeners = [await this.#openRelay(this.#options.port ?? 0)];
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#ports = this.#listeners.map((listener) => listener.port);
  }

  setFault(change: Partial<FaultSettings>): void {
    this.#faults.set(change);
    this.#live.progressed();
  }

  async restartRelay({ downMs, abrupt }: { readonly downMs: number; readonly abrupt: boolean }): Promise<void> {
    const [port] = this.#ports;
    if (this.#options.as === 'agents' || port === undefined) throw new Error('there is no relay to restart');
    await this.#closeListeners(abrupt ? 'abrupt' : 'graceful');
    await new Promise((resolve) => setTimeout(resolve, downMs));
    if (!this.#stopped) this.#listeners = [await this.#openRelay(port)];
  }

  async removeNode(name: string, how: 'crash' | 'leave', keepRing = false): Promise<void> {
    const agent = this.#agentNamed(name);
    if (how === 'crash') agent.stop(keepRing);
    else this.#pool.remove(agent);
    this.#live.pump();
    if (this.#options.as === 'agents') await this.#listeners[agent.row]?.close('abrupt');
  }

  async addNode(name: string): Promise<void> {
    const agent = this.#agentNamed(name);
    if (this.#options.as === 'agents' && !(agent.up && this.#pool.has(agent)) && !this.#stopped) {
      this.#listeners[agent.row] = await this.#openAgent(agent, this.#ports[agent.row] ?? 0);
    }
    agent.start();
    this.#pool.add(agent);
  }

  whenTotalReached(): Promise<void> {
    return this.#total;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pacer.stop();
    await this.#closeListeners('abrupt');
  }

  get #host(): string {
    return this.#options.host ?? '127.0.0.1';
  }

  #openRelay(port: number): Promise<RpcListener> {
    const settings = { ...RELAY_DEFAULTS, ...this.#options.relay };
    return RpcListener.open(this.#listenOptions(port), (server, listener) =>
      addRelayServices(server, listener, {
        pool: this.#pool,
        settings,
        calls: this.#calls,
        faults: this.#faults,
        addressOf: agentAddress,
      }),
    );
  }

  async #listenAsAgents(): Promise<void> {
    const first = this.#options.port ?? 0;
    for (const agent of this.#agents) {
      this.#listeners.push(await this.#openAgent(agent, first === 0 ? 0 : first + agent.row));
    }
  }

  #openAgent(agent: Agent, port: number): Promise<RpcListener> {
    const addressOf = (peer: Agent) => `${this.#host}:${this.#listeners[peer.row]?.port ?? 0}`;
    return RpcListener.open(this.#listenOptions(port), (server, listening) =>
      addAgentServices(server, listening, { agent, pool: this.#pool, calls: this.#calls, addressOf }),
    );
  }

  #listenOptions(port: number) {
    const { tls, refusePings } = this.#options;
    return { host: this.#host, port, tls, refusePings: refusePings ?? true };
  }

  async #closeListeners(how: 'abrupt' | 'graceful'): Promise<void> {
    const closing = this.#listeners;
    this.#goaways = this.goaways;
    this.#listeners = [];
    await Promise.all(closing.map((listener) => listener.close(how)));
  }

  #agentNamed(name: string): Agent {
    const agent = this.#agents.find((candidate) => candidate.name === name);
    if (agent === undefined) throw new Error(`there is no node ${name}`);
    return agent;
  }
}

function ringFor(nodes: number): number {
  let capacity = RING_EVENTS;
  while (capacity > 1 && (capacity + 1) * nodes > MAX_RING_EVENTS) capacity >>= 1;
  return capacity;
}

/** Where an agent of the simulated cluster would listen; nothing does. */
function agentAddress(agent: Agent): string {
  return `10.89.${Math.floor(agent.row / 250)}.${(agent.row % 250) + 1}:4244`;
}
