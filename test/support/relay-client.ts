import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type {
  FaultSettings,
  LedgerJson,
  RawAnswer,
  RelayAnswer,
  RelayOrder,
  RelayPlay,
  RelayState,
} from './relay-protocol.ts';
import { ROOT } from './start-server.ts';

/** The simulated relay in its own process, from outside. */
export class Relay {
  readonly #child: ChildProcess;
  #lastId = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** A process that listens nowhere yet. A relay that was killed is followed by one on its port. */
  static start(port = 0): Relay {
    const args = [`${ROOT}/apps/relay-sim/dist`, String(port)];
    const child = fork(`${ROOT}/test/dist/support/relay-process.js`, args, { execArgv: [], serialization: 'advanced' });
    process.once('exit', () => child.kill('SIGKILL'));
    return new Relay(child);
  }

  static async playing(play: RelayPlay): Promise<{ readonly relay: Relay; readonly address: string }> {
    const relay = Relay.start();
    const { addresses } = await relay.play(play);
    return { relay, address: addresses[0] ?? '' };
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  play(play: RelayPlay): Promise<RelayState> {
    return this.#obey({ kind: 'play', play });
  }

  /** One server for each of these bad ways to answer GetFlows. */
  raw(answers: readonly RawAnswer[]): Promise<RelayState> {
    return this.#obey({ kind: 'raw', answers });
  }

  restart(how: { readonly downMs: number; readonly abrupt: boolean }): Promise<RelayState> {
    return this.#obey({ kind: 'restart', ...how });
  }

  fault(change: Partial<FaultSettings>): Promise<RelayState> {
    return this.#obey({ kind: 'fault', change });
  }

  removeNode(node: string, how: 'crash' | 'leave', keepRing = false): Promise<RelayState> {
    return this.#obey({ kind: 'remove-node', node, how, keepRing });
  }

  addNode(node: string): Promise<RelayState> {
    return this.#obey({ kind: 'add-node', node });
  }

  state(): Promise<RelayState> {
    return this.#obey({ kind: 'tell' });
  }

  async ledger(): Promise<LedgerJson> {
    const reply = await this.#ask({ kind: 'tell-ledger' });
    if (reply.kind !== 'ledger') throw new Error('nothing plays');
    return reply.ledger;
  }

  /** Stops listening; the process stays. */
  down(): Promise<RelayState> {
    return this.#obey({ kind: 'down' });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** No goodbye: the kernel closes what the process had open. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async #obey(order: RelayOrder): Promise<RelayState> {
    const reply = await this.#ask(order);
    if (reply.kind !== 'done') throw new Error('not a state');
    return reply.state;
  }

  async #ask(order: RelayOrder): Promise<RelayAnswer> {
    const id = ++this.#lastId;
    const answered = new Promise<RelayAnswer>((resolve, reject) => {
      const leave = () => {
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
      };
      const onExit = () => {
        leave();
        reject(new Error('the relay process ended'));
      };
      const onMessage = (reply: RelayAnswer) => {
        if (reply.id !== id) return;
        leave();
        resolve(reply);
      };
      this.#child.on('message', onMessage);
      this.#child.once('exit', onExit);
    });
    this.#child.send({ id, order });
    const reply = await answered;
    if (reply.kind === 'failed') throw new Error(`${order.kind}: ${reply.message}`);
    return reply;
  }
}

/** Of all nodes together. */
export function ledgerSum(ledger: LedgerJson, column: 'sent' | 'duplicates' | 'malformed' | 'lost'): number {
  return Object.values(ledger.nodes).reduce((sum, node) => sum + node[column], 0);
}
