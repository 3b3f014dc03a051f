import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { EngineMessage } from './engine-messages.ts';
import { endOrphans } from './engine-orphans.ts';
import { openFailureOf, type OpenFailure } from './open-failure.ts';

/** Below `dist`, from where this file is built and from where it is written alike. */
const ENTRY = new URL('../../../dist/history/engine/engine-process.js', import.meta.url);

const START_MS = 10_000;
const PING_EVERY_MS = 500;
/** A ping that waits longer than this means that the process hangs. */
const PING_MS = 3000;
const STOP_MS = 3000;
/** Pauses between starts, by how many failed in a row. */
const PAUSES_MS = [100, 250, 500, 1000, 2000, 4000] as const;
/** Signals that an engine gives itself: over what it reads, when it has not been ready yet. */
const CRASHES: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE']);
/** Of standard error; the end is the latest. */
const MAX_TOLD_CHARACTERS = 4096;
/** An engine that ended may hold its directory for a moment. */
const TRIES_WHEN_BROKEN = 2;

export interface EngineOptions {
  /** Of the store; the engine has a folder in it. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What could not be read was set aside under this path, and an empty store began. */
  readonly onSetAside: (path: string, why: string) => void;
  readonly entry?: URL;
}

export type EngineState =
  | { readonly kind: 'ready'; readonly sinceMs: number }
  | { readonly kind: 'starting' | 'waiting'; readonly sinceMs: number; readonly why: string }
  /** It cannot be loaded on this machine, and is not tried again. */
  | { readonly kind: 'unusable'; readonly sinceMs: number; readonly why: string }
  | { readonly kind: 'stopped' };

/** Keeps one engine running: starts it again when it ends or hangs, and sets aside what it cannot read. */
export class EngineSupervisor {
  /** For HTTP to the engine: a socket that only this user can open. */
  readonly agent: Agent;
  readonly #options: EngineOptions;
  readonly #data: string;
  readonly #socketFolder: string;
  readonly #socket: string;
  readonly #stopping = new AbortController();
  #state: EngineState = { kind: 'stopped' };
  #child: ChildProcess | undefined;
  #restarts = 0;
  #running: Promise<void> | undefined;
  #decide = () => {};
  readonly #decided = new Promise<void>((resolve) => {
    this.#decide = resolve;
  });

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#data = join(options.directory, 'chdb');
    this.#socketFolder = mkdtempSync(join(tmpdir(), 'orrery-'));
    this.#socket = join(this.#socketFolder, 'engine');
    this.agent = new Agent({ keepAlive: false, maxSockets: 8, socketPath: this.#socket } as never);
  }

  get state(): EngineState {
    return this.#state;
  }

  /** How often it had to be started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Of the engine's process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Until the first one is ready or has ended, which takes no longer than a start may. */
  async decided(): Promise<void> {
    await this.#decided;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#child?.kill('SIGTERM');
    await Promise.race([this.#running, sleep(STOP_MS)]);
    this.#child?.kill('SIGKILL');
    await this.#running;
    this.agent.destroy();
    rmSync(this.#socketFolder, { recursive: true, force: true });
    this.#state = { kind: 'stopped' };
  }

  async #run(): Promise<void> {
    let failures = 0;
    let broken = 0;
    while (!this.#stopping.signal.aborted) {
      const ended = await this.#live();
      if (this.#stopping.signal.aborted) return;
      this.#restarts += 1;
      failures = ended.wasReady ? 0 : failures + 1;
      this.#decide();
      if (ended.why === 'unusable') {
        this.#state = { kind: 'unusable', sinceMs: this.#options.clock.nowMs(), why: ended.message };
        return;
      }
      broken = ended.why === 'broken' ? broken + 1 : 0;
      if (ended.why === 'held') endOrphans(this.#data);
      if (broken >= TRIES_WHEN_BROKEN) {
        this.#setAside(ended.message);
        broken = 0;
      }
      this.#tell('waiting', ended.message);
      this.#options.log.warn('the engine of the store ended and is started again', { because: ended.message });
      await this.#pause(PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0);
    }
  }

  /** From start to end of one process. */
  async #live(): Promise<{ readonly wasReady: boolean; readonly why?: OpenFailure; readonly message: string }> {
    mkdirSync(this.#data, { recursive: true, mode: 0o700 });
    rmSync(this.#socket, { force: true });
    this.#tell('starting', this.#restarts === 0 ? 'it was started' : 'it is started again');
    const child = spawn(process.execPath, [fileURLToPath(this.#options.entry ?? ENTRY), this.#data, this.#socket], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    let told = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      told = (told + text).slice(-MAX_TOLD_CHARACTERS);
    });
    let failed: { readonly code: string | undefined; readonly message: string } | undefined;
    let wasReady = false;
    child.on('message', (message: EngineMessage) => {
      if (message.kind === 'failed') failed = message;
      else {
        wasReady = true;
        this.#state = { kind: 'ready', sinceMs: this.#options.clock.nowMs() };
        this.#decide();
      }
    });
    const over = new AbortController();
    const ended = new Promise<{ readonly message: string; readonly isCrash: boolean }>((resolve) => {
      child.once('error', ({ message }) => resolve({ message, isCrash: false }));
      // Not when it exits: what it said may not have been read to the end.
      child.once('close', (code, signal) => {
        const message = signal === null ? `it ended with ${code}` : `it was ended by ${signal}`;
        resolve({ message, isCrash: signal !== null && CRASHES.has(signal) });
      });
    });
    const watched = this.#watch(child, over.signal);
    const { message, isCrash } = await ended;
    over.abort();
    await watched;
    this.#child = undefined;
    if (failed === undefined) return { wasReady, message, ...(isCrash && !wasReady && { why: 'broken' as const }) };
    const said = told.trim() === '' ? failed.message : told.trim();
    return { wasReady, why: openFailureOf(failed.code, told), message: said };
  }

  /** Ends an engine that does not come up, or that does not answer any more. */
  async #watch(child: ChildProcess, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const startedMs = clock.monotonicMs();
    while (!signal.aborted) {
      await sleep(PING_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const isLate = clock.monotonicMs() - startedMs > START_MS;
      const answers = this.#state.kind === 'ready' ? await this.#ping() : !isLate;
      if (!answers && !signal.aborted) child.kill('SIGKILL');
    }
  }

  async #ping(): Promise<boolean> {
    return new Promise((resolve) => {
      const ping = request({ agent: this.agent, path: '/ping', timeout: PING_MS }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode === 200));
      });
      ping.once('timeout', () => ping.destroy());
      ping.once('error', () => resolve(false));
      ping.once('close', () => resolve(false));
      ping.end();
    });
  }

  /** Nothing is ever deleted: whoever wants to save what is in there can. */
  #setAside(why: string): void {
    if (!existsSync(this.#data)) return;
    const stamp = new Date(this.#options.clock.nowMs()).toISOString().replaceAll(/[:.]/g, '-');
    const path = `${this.#data}.broken-${stamp}`;
    renameSync(this.#data, path);
    this.#options.log.error('the store cannot be read; it was set aside and an empty one begins', { path, why });
    this.#options.onSetAside(path, why);
  }

  #tell(kind: 'starting' | 'waiting', why: string): void {
    this.#state = { kind, sinceMs: this.#options.clock.nowMs(), why };
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
