import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { backoffMs } from './backoff.ts';
import { CertificateFiles } from './certificates.ts';
import type { Certificates, TlsOptions } from './certificates.ts';
import { Connection } from './connection.ts';
import { boundedText, nodeStatusesFrom } from './node-status.ts';
import { RelayError } from './relay-error.ts';
import type { SourceStatus } from './source-status.ts';
import { DEFAULT_TIMING } from './source-timing.ts';
import type { SourceTiming } from './source-timing.ts';

/** What takes the messages of a source. */
export interface FlowSink {
  /**
   * Takes one message of the stream, `data[from, to)`, undecoded, in order. Must not throw.
   * The bytes are valid until it returns: copy what you keep.
   */
  message(data: Uint8Array, from: number, to: number): void;
  /**
   * The time of the last flow that was seen, in ms since 1970 and parts of one, or undefined to begin with live flows only.
   * Asked at each connect; the source goes back `overlapMs` before it, so flows arrive twice.
   */
  resumeFromMs(): number | undefined;
}

export interface SourceOptions {
  /** `host:port`, `[v6]:port`. */
  readonly address: string;
  /** Plaintext when undefined. */
  readonly tls: TlsOptions | undefined;
  readonly kind: 'relay' | 'agent' | 'unknown';
  readonly timing?: Partial<SourceTiming>;
}

export interface SourceEnvironment {
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Takes what is read from every socket, one read after the other: each is worked off before the next. */
  readonly readBuffer: Buffer;
}

/** Follows the flows of one relay or agent until its signal aborts. Knows nothing of what a flow means. */
export class RelaySource {
  readonly #options: SourceOptions;
  readonly #timing: SourceTiming;
  readonly #sink: FlowSink;
  readonly #env: SourceEnvironment;
  readonly #files: CertificateFiles | undefined;
  readonly #listeners = new Set<(status: SourceStatus) => void>();
  #status: SourceStatus;
  #isAgent: boolean;
  #messages = 0;
  #bytes = 0;
  #lastHeardMs = 0;
  /** The last fault that was logged since the source was connected. */
  #toldFault = '';

  constructor(options: SourceOptions, sink: FlowSink, environment: SourceEnvironment) {
    this.#options = options;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
    this.#sink = sink;
    this.#env = environment;
    this.#files = options.tls && new CertificateFiles(options.tls, () => environment.clock.nowMs());
    this.#isAgent = options.kind === 'agent';
    this.#status = {
      name: options.address,
      state: 'connecting',
      sinceMs: environment.clock.nowMs(),
      retryAtMs: undefined,
      error: undefined,
      version: '',
      reconnects: 0,
      lastHeardMs: 0,
      nodes: [],
      flowsPerSecond: 0,
    };
  }

  get status(): SourceStatus {
    if (this.#status.lastHeardMs !== this.#lastHeardMs) {
      this.#status = { ...this.#status, lastHeardMs: this.#lastHeardMs };
    }
    return this.#status;
  }

  /** True when it was said, or found out, that this is an agent and not a relay. */
  get isAgent(): boolean {
    return this.#isAgent;
  }

  /** When the client certificate in use ends; undefined without one. */
  get certificateNotAfterMs(): number | undefined {
    return this.#files?.current?.notAfterMs;
  }

  /** Messages and their bytes since the start. */
  get received(): { readonly messages: number; readonly bytes: number } {
    return { messages: this.#messages, bytes: this.#bytes };
  }

  /** Calls the listener with every new status; returns how to stop. A new `lastHeardMs` alone is not told. */
  onStatus(listener: (status: SourceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the signal aborts; whatever the server does, it does not reject. */
  async run(signal: AbortSignal): Promise<void> {
    let attempt = 0;
    while (!signal.aborted) {
      this.#update({ state: 'connecting', sinceMs: this.#env.clock.nowMs(), retryAtMs: undefined });
      const { error, isHealthy } = await this.#follow(signal);
      if (signal.aborted) return;
      if (isHealthy) attempt = 0;
      const waitMs = backoffMs(attempt, this.#env.random());
      attempt += 1;
      if (error.message !== this.#toldFault) {
        this.#env.log.warn('flow stream ended', {
          source: this.#options.address,
          code: error.code,
          error: error.message,
        });
        this.#toldFault = error.message;
      }
      const nowMs = this.#env.clock.nowMs();
      this.#update({
        state: 'waiting',
        sinceMs: nowMs,
        retryAtMs: nowMs + waitMs,
        error: { code: error.code, message: error.message },
        reconnects: this.#status.reconnects + 1,
        flowsPerSecond: 0,
      });
      await sleepUntil(waitMs, signal);
    }
  }

  /** Follows until the stream ends. New certificates replace the connection while the old one still runs. */
  async #follow(signal: AbortSignal): Promise<{ readonly error: RelayError; readonly isHealthy: boolean }> {
    const startMs = this.#env.clock.monotonicMs();
    const scope = new AbortController();
    const stop = (): void => scope.abort();
    signal.addEventListener('abort', stop, { once: true });
    let connection: Connection | undefined;
    try {
      // Those that the connection uses: new ones that do not work are tried again at every poll.
      let certificates = await this.#readCertificates();
      connection = this.#connect(certificates, scope.signal);
      for (;;) {
        const changed = this.#nextCertificates(certificates, scope.signal);
        const next = await Promise.race([connection.ended, changed]);
        if (next instanceof RelayError) {
          const livedMs = this.#env.clock.monotonicMs() - startMs;
          const wasUseful = connection.messages > 0 && livedMs >= this.#timing.usefulAfterMs;
          return { error: next, isHealthy: wasUseful || livedMs >= this.#timing.healthyAfterMs };
        }
        const successor = this.#connect(next, scope.signal);
        if (await successor.ready) {
          connection.close();
          connection = successor;
          certificates = next;
          this.#update({ error: undefined });
          this.#env.log.info('connected anew with changed certificates', { source: this.#options.address });
        } else if (!scope.signal.aborted) {
          const error = await successor.ended;
          this.#reportProblem(error, 'changed certificates do not work; the old connection stays');
        }
      }
    } catch (reason) {
      if (!(reason instanceof RelayError)) throw reason;
      return { error: reason, isHealthy: false };
    } finally {
      signal.removeEventListener('abort', stop);
      scope.abort();
      connection?.close();
    }
  }

  #connect(certificates: Certificates | undefined, signal: AbortSignal): Connection {
    const { address, tls } = this.#options;
    const { overlapMs } = this.#timing;
    const lastMs = this.#sink.resumeFromMs();
    const connection = new Connection(
      {
        ...this.#timing,
        target: {
          address,
          tls: certificates && { certificates, serverName: tls?.serverName },
        },
        resumeFromMs: lastMs === undefined ? undefined : Math.max(0, lastMs - overlapMs),
        asksForNodes: !this.#isAgent,
        clock: this.#env.clock,
        readBuffer: this.#env.readBuffer,
      },
      {
        message: (data, from, to) => {
          this.#messages += 1;
          this.#bytes += to - from;
          this.#sink.message(data, from, to);
        },
        heard: () => this.#heard(),
        silent: () => this.#fallSilent(),
        serverVersion: (version) => this.#update({ version: boundedText(version) }),
        serverStatus: (status) =>
          this.#update({
            flowsPerSecond: status.flowsRate,
            ...(status.version === '' ? {} : { version: boundedText(status.version) }),
          }),
        nodes: (answer) => this.#update({ nodes: nodeStatusesFrom(answer.nodes) }),
        isAgent: () => {
          this.#isAgent = true;
        },
      },
    );
    const close = (): void => connection.close();
    signal.addEventListener('abort', close, { once: true });
    void connection.ended.then(() => signal.removeEventListener('abort', close));
    return connection;
  }

  #heard(): void {
    this.#lastHeardMs = this.#env.clock.nowMs();
    if (this.#status.state === 'connected') return;
    this.#toldFault = '';
    this.#env.log.info('following flows', { source: this.#options.address });
    this.#update({ state: 'connected', sinceMs: this.#lastHeardMs, retryAtMs: undefined, error: undefined });
  }

  /** Without flows a quiet cluster and a relay that hangs look the same; without answers the figures are of the past. */
  #fallSilent(): void {
    const message = 'the server does not answer';
    this.#env.log.warn(message, { source: this.#options.address });
    this.#update({
      state: 'waiting',
      sinceMs: this.#lastHeardMs,
      retryAtMs: undefined,
      error: { code: 'silent', message },
    });
  }

  /** The newest good ones; undefined for plaintext. Throws RelayError when there never were good ones. */
  async #readCertificates(): Promise<Certificates | undefined> {
    if (this.#files === undefined) return undefined;
    await this.#files.refresh();
    if (this.#files.current !== undefined) return this.#files.current;
    throw this.#files.problem ?? new RelayError('tls', 'no certificates');
  }

  /** Resolves with the next good ones that differ. Stays pending when the signal aborts. */
  async #nextCertificates(used: Certificates | undefined, signal: AbortSignal): Promise<Certificates> {
    const files = this.#files;
    if (files === undefined) return new Promise(() => undefined);
    for (;;) {
      await sleepUntil(this.#timing.certificatePollMs, signal);
      if (signal.aborted) return new Promise(() => undefined);
      await files.refresh();
      if (files.problem !== undefined) {
        this.#reportProblem(files.problem, 'certificate files are refused; the old ones stay in use');
      } else if (files.current !== undefined && files.current !== used) {
        return files.current;
      } else if (this.#status.state === 'connected' && this.#status.error !== undefined) {
        this.#update({ error: undefined });
      }
    }
  }

  /** A fault beside a connection that goes on. */
  #reportProblem(error: RelayError, text: string): void {
    if (this.#status.error?.message === error.message) return;
    this.#env.log.warn(text, { source: this.#options.address, error: error.message });
    this.#update({ error: { code: error.code, message: error.message } });
  }

  #update(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, lastHeardMs: this.#lastHeardMs, ...change };
    for (const listener of this.#listeners) listener(this.#status);
  }
}

/** Runs every source by itself: one that fails never stops another. */
export async function runSources(sources: readonly RelaySource[], signal: AbortSignal): Promise<void> {
  await Promise.all(sources.map((source) => source.run(signal)));
}

async function sleepUntil(ms: number, signal: AbortSignal): Promise<void> {
  // An abort ends the wait; the caller looks at the signal.
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
