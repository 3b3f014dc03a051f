import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMethodUnary, DescMessage, MessageShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Health } from '@orrery/proto/grpc/health/v1/health_pb';
import { GetFlowsRequestSchema, Observer } from '@orrery/proto/observer/observer_pb';
import type { GetNodesResponse, ServerStatusResponse } from '@orrery/proto/observer/observer_pb';
import type { Clock } from '../base/clock.ts';
import type { Channel } from './channel.ts';
import { dial } from './dial.ts';
import type { Target } from './dial.ts';
import { errorFromSocket, GRPC_UNIMPLEMENTED, RelayError } from './relay-error.ts';
import { Silence } from './silence.ts';

export interface ConnectionOptions {
  readonly target: Target;
  readonly resumeFromMs: number | undefined;
  readonly asksForNodes: boolean;
  readonly connectTimeoutMs: number;
  readonly probeEveryMs: number;
  readonly probeTimeoutMs: number;
  readonly quietAfterMs: number;
  readonly staleAfterMs: number;
  readonly silentAfterMs: number;
  readonly clock: Clock;
  /** May be shared with other connections. */
  readonly readBuffer: Buffer;
}

/** What a connection tells. Nothing is told after its end. */
export interface ConnectionEvents {
  /** `data[from, to)`, valid during the call. */
  message(data: Uint8Array, from: number, to: number): void;
  /** The server said something: a message or an answer. */
  heard(): void;
  /** The server, which was heard before, does not even answer for its health. The connection stays. */
  silent(): void;
  serverVersion(version: string): void;
  serverStatus(status: ServerStatusResponse): void;
  nodes(answer: GetNodesResponse): void;
  /** GetNodes is unknown to the server, so it is an agent. */
  isAgent(): void;
}

/**
 * One try to follow the flows: dial, ask for flows, probe until it ends. It never comes back to life.
 *
 * The server is alive while messages or answers come. Answers are asked for with ServerStatus; a relay gives
 * that only after all its agents, so a health check goes along, which needs nobody else. Where nothing else is
 * heard, it is asked all the time:
 *
 *     heard ── 2 s ──► asked for its health ── 2 s ──► silent ── 10.5 s ──► given up
 *       ▲                       │                        │
 *       └────── anything ───────┴────────────────────────┘
 *
 * HTTP/2 pings are never sent: a server that sends nothing takes more than one in five minutes for an attack.
 */
export class Connection {
  /** True once the server was heard, false when it ended before. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<RelayError>;
  messages = 0;
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #abort = new AbortController();
  readonly #silence: Silence;
  #voice: 'unheard' | 'heard' | 'silent' = 'unheard';
  #isHealthAsked = false;
  #hasEnded = false;
  #asksForNodes: boolean;
  #resolveReady: (isReady: boolean) => void = () => undefined;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#silence = new Silence(options.clock.monotonicMs());
    this.#asksForNodes = options.asksForNodes;
    this.ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    this.ended = this.#run();
  }

  close(): void {
    this.#abort.abort();
  }

  async #run(): Promise<RelayError> {
    const { target, connectTimeoutMs, readBuffer } = this.#options;
    const { signal } = this.#abort;
    let channel: Channel | undefined;
    try {
      const opened = await dial(target, connectTimeoutMs, readBuffer, signal);
      channel = opened;
      const close = (): void => opened.close(new RelayError('ended', 'closed by us'));
      if (signal.aborted) close();
      signal.addEventListener('abort', close, { once: true });
      this.#silence.heard(this.#options.clock.monotonicMs());
      this.#follow(opened);
      this.#watch(opened);
      return await opened.closed;
    } catch (reason) {
      return errorFromSocket(reason, target.address);
    } finally {
      this.#hasEnded = true;
      channel?.close(new RelayError('ended', 'closed by us'));
      this.#resolveReady(false);
    }
  }

  #follow(channel: Channel): void {
    const { resumeFromMs } = this.#options;
    const request = create(GetFlowsRequestSchema, { follow: true, number: 1n });
    if (resumeFromMs !== undefined) request.since = timestampFromMs(Math.floor(resumeFromMs));
    channel.onMessages = () => this.#heard();
    channel.follow(
      pathOf(Observer.method.getFlows),
      toBinary(GetFlowsRequestSchema, request),
      (data, from, to) => {
        this.messages += 1;
        this.#events.message(data, from, to);
      },
      (headers) => {
        this.#heard();
        const version = headers['hubble-relay-version'] ?? headers['hubble-server-version'];
        if (typeof version === 'string' && version !== '') this.#events.serverVersion(version);
      },
    );
  }

  #watch(channel: Channel): void {
    const { probeEveryMs, quietAfterMs, silentAfterMs } = this.#options;
    this.#probe(channel);
    const probes = setInterval(() => this.#probe(channel), probeEveryMs);
    const looks = setInterval(() => this.#look(channel), Math.min(quietAfterMs / 10, silentAfterMs / 50));
    void channel.closed.then(() => {
      clearInterval(probes);
      clearInterval(looks);
    });
  }

  #look(channel: Channel): void {
    const { quietAfterMs, staleAfterMs, silentAfterMs, clock, target } = this.#options;
    const silentMs = this.#silence.look(clock.monotonicMs());
    if (silentMs >= silentAfterMs) {
      channel.close(new RelayError('silent', `${target.address}: nothing heard for ${Math.round(silentMs / 1000)} s`));
      return;
    }
    if (silentMs >= quietAfterMs) this.#askForHealth(channel);
    if (silentMs < staleAfterMs || this.#voice !== 'heard') return;
    this.#voice = 'silent';
    this.#events.silent();
  }

  /** One question at a time. */
  #askForHealth(channel: Channel): void {
    if (this.#isHealthAsked) return;
    this.#isHealthAsked = true;
    void this.#ask(channel, Health.method.check, () => undefined).then(() => {
      this.#isHealthAsked = false;
    });
  }

  #probe(channel: Channel): void {
    void this.#ask(channel, Observer.method.serverStatus, (answer) => this.#events.serverStatus(answer));
    void this.#ask(channel, Health.method.check, () => undefined);
    if (!this.#asksForNodes) return;
    void this.#ask(channel, Observer.method.getNodes, (answer) => this.#events.nodes(answer)).then((status) => {
      if (status !== GRPC_UNIMPLEMENTED || this.#hasEnded) return;
      this.#asksForNodes = false;
      this.#events.isAgent();
    });
  }

  /** Gives the gRPC status, or undefined when there was none. An error status is a sign of life, too. */
  async #ask<In extends DescMessage, Out extends DescMessage>(
    channel: Channel,
    method: DescMethodUnary<In, Out>,
    onAnswer: (answer: MessageShape<Out>) => void,
  ): Promise<number | undefined> {
    try {
      const request = toBinary(method.input, create<In>(method.input));
      const answer = fromBinary(
        method.output,
        await channel.unary(pathOf(method), request, this.#options.probeTimeoutMs),
      );
      if (this.#hasEnded) return undefined;
      this.#heard();
      onAnswer(answer);
      return 0;
    } catch (reason) {
      // The watch over silence decides; a probe without an answer, or with one that is none, says nothing by itself.
      if (!(reason instanceof RelayError) || reason.grpcStatus === undefined || this.#hasEnded) return undefined;
      this.#heard();
      return reason.grpcStatus;
    }
  }

  #heard(): void {
    this.#silence.heard(this.#options.clock.monotonicMs());
    this.#voice = 'heard';
    this.#resolveReady(true);
    this.#events.heard();
  }
}

function pathOf(method: { readonly parent: { readonly typeName: string }; readonly name: string }): string {
  return `/${method.parent.typeName}/${method.name}`;
}
