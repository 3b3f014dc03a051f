import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Lines that are kept of a child's output; the oldest are given up first. */
const MAX_LINES = 2000;
const STOP_MS = 5000;

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  readonly readyMs?: number;
}

/** Children that run. None outlives this process. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A Node program in a child process, with what it printed. */
export class StartedProcess {
  readonly #child: ChildProcess;
  readonly lines: string[] = [];

  constructor(script: string, args: readonly string[], options: StartOptions = {}) {
    this.#child = spawn(process.execPath, [...(options.nodeArgs ?? []), script, ...args], {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#child);
    this.#child.once('exit', () => running.delete(this.#child));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        if (this.lines.length > MAX_LINES) this.lines.shift();
      });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Waits for the end. */
  async ended(): Promise<void> {
    if (!this.hasEnded) await once(this.#child, 'exit');
  }

  /** SIGTERM, and SIGKILL for what does not end by itself. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    this.#child.kill('SIGTERM');
    await this.ended();
    clearTimeout(timer);
  }

  /** No goodbye. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended();
  }

  /** What `find` makes of the first line it likes. */
  async line<T>(what: string, find: (line: string) => T | undefined, timeoutMs = 20_000): Promise<T> {
    const deadlineMs = performance.now() + timeoutMs;
    for (;;) {
      for (const line of this.lines) {
        const found = find(line);
        if (found !== undefined) return found;
      }
      if (this.hasEnded || performance.now() > deadlineMs) {
        const last = this.lines.slice(-20).join('\n');
        throw new Error(`no ${what} from a process that ${this.hasEnded ? 'ended' : 'runs'}:\n${last}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
