import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ViewerAnswer, ViewerOrder, ViewerReport, ViewerRequest } from './viewer-protocol.ts';

/** The viewer process, from outside. One request at a time. */
export class Viewers {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  static async open(order: ViewerOrder): Promise<Viewers> {
    const child = fork(new URL('viewer-process.js', import.meta.url), [JSON.stringify(order)]);
    const viewers = new Viewers(child);
    await viewers.#answer();
    return viewers;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async stall(): Promise<void> {
    await this.#ask({ kind: 'stall' });
  }

  /** Forgets what was seen so far. */
  async start(): Promise<void> {
    await this.#ask({ kind: 'start' });
  }

  async report(): Promise<ViewerReport> {
    const answer = await this.#ask({ kind: 'report' });
    if (answer.kind !== 'report') throw new Error('not a report');
    return answer.report;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  async #ask(request: ViewerRequest): Promise<ViewerAnswer> {
    const answer = this.#answer();
    this.#process.send(request);
    return answer;
  }

  async #answer(): Promise<ViewerAnswer> {
    const ended = new AbortController();
    const onExit = () => ended.abort(new Error('the viewer process ended'));
    this.#process.once('exit', onExit);
    try {
      const [answer] = (await once(this.#process, 'message', { signal: ended.signal })) as [ViewerAnswer];
      return answer;
    } finally {
      this.#process.off('exit', onExit);
    }
  }
}
