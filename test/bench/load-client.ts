import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../support/start-server.ts';
import { FULL_SIZE, type LoadSize } from './load-cluster.ts';
import type { LoadAnswer, LoadLedger, LoadOrder, LoadProgress, LoadRequest } from './load-protocol.ts';

type RequestBody = LoadRequest extends infer Request
  ? Request extends LoadRequest
    ? Omit<Request, 'id'>
    : never
  : never;

/** The load process, from outside. */
export class Load {
  readonly #process: ChildProcess;
  readonly port: number;
  #lastId = 0;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.port = port;
  }

  static async start(size: LoadSize = FULL_SIZE): Promise<Load> {
    const child = fork(`${ROOT}/test/dist/bench/load-process.js`, [JSON.stringify(size)], {
      execArgv: [],
    });
    const [first] = (await once(child, 'message', { signal: AbortSignal.timeout(60_000) })) as [LoadAnswer];
    if (first.kind !== 'listening') throw new Error('the load process did not listen');
    return new Load(child, first.port);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async obey(order: LoadOrder): Promise<void> {
    await this.#ask({ kind: 'order', order });
  }

  async progress(): Promise<LoadProgress> {
    const reply = await this.#ask({ kind: 'progress' });
    if (reply.kind !== 'progress') throw new Error('not a progress');
    return reply.progress;
  }

  async ledger(): Promise<LoadLedger> {
    const reply = await this.#ask({ kind: 'ledger' });
    if (reply.kind !== 'ledger') throw new Error('not a ledger');
    return reply.ledger;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  async #ask(body: RequestBody): Promise<LoadAnswer> {
    const id = ++this.#lastId;
    const answered = new Promise<LoadAnswer>((resolve, reject) => {
      const onExit = () => reject(new Error('the load process ended'));
      const onMessage = (reply: LoadAnswer) => {
        if (reply.kind === 'listening' || reply.id !== id) return;
        this.#process.off('message', onMessage);
        this.#process.off('exit', onExit);
        resolve(reply);
      };
      this.#process.on('message', onMessage);
      this.#process.once('exit', onExit);
    });
    this.#process.send({ ...body, id });
    return answered;
  }
}
