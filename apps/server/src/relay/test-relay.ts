import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import {
  GetFlowsRequestSchema,
  GetFlowsResponseSchema,
  GetNodesResponseSchema,
  ServerStatusResponseSchema,
} from '@orrery/proto/observer/observer_pb';
import type { GetFlowsRequest } from '@orrery/proto/observer/observer_pb';
import { NodeState } from '@orrery/proto/relay/relay_pb';
import { systemClock } from '../base/clock.ts';
import { RelaySource } from './source.ts';
import type { SourceOptions } from './source.ts';
import type { SourceTiming } from './source-timing.ts';
import type { SourceStatus } from './source-status.ts';

type Handler = 'answers' | 'hangs' | 'unimplemented';
type FlowCall = ServerWritableStream<Buffer, Buffer>;

export interface TestRelayOptions {
  readonly port?: number;
  readonly credentials?: ServerCredentials;
  readonly serverStatus?: Handler;
  readonly getNodes?: Handler;
  readonly health?: Handler;
  /** Called for every new flow stream, after it was noted. */
  readonly onStream?: (relay: TestRelay, call: FlowCall) => void;
}

/** A relay that does what the test says, made with grpc-js, so that both ends of the wire are not ours. */
export class TestRelay {
  readonly requests: GetFlowsRequest[] = [];
  readonly calls = new Map<string, number>();
  readonly open = new Set<FlowCall>();
  port = 0;
  readonly #server = new Server({ 'grpc.max_send_message_length': -1 });

  static async start(options: TestRelayOptions = {}): Promise<TestRelay> {
    const relay = new TestRelay(options);
    await new Promise<void>((resolve, reject) => {
      relay.#server.bindAsync(
        `127.0.0.1:${options.port ?? 0}`,
        options.credentials ?? ServerCredentials.createInsecure(),
        (error, port) => {
          relay.port = port;
          if (error === null) resolve();
          else reject(error);
        },
      );
    });
    return relay;
  }

  constructor(options: TestRelayOptions) {
    const statusAnswer = create(ServerStatusResponseSchema, { version: 'hubble-relay v1.19.4', flowsRate: 12.5 });
    const nodesAnswer = create(GetNodesResponseSchema, {
      nodes: [
        {
          name: 'kind/worker',
          version: '1.19.4',
          state: NodeState.NODE_CONNECTED,
          uptimeNs: 5_000_000n,
          seenFlows: 7n,
        },
        { name: 'kind/worker2', state: NodeState.NODE_UNAVAILABLE },
      ],
    });
    this.#unary(
      'observer.Observer',
      'ServerStatus',
      options.serverStatus,
      toBinary(ServerStatusResponseSchema, statusAnswer),
    );
    this.#unary('observer.Observer', 'GetNodes', options.getNodes, toBinary(GetNodesResponseSchema, nodesAnswer));
    this.#unary('grpc.health.v1.Health', 'Check', options.health, Buffer.from([8, 1]));
    this.#server.register<Buffer, Buffer>(
      '/observer.Observer/GetFlows',
      (call: FlowCall) => {
        this.requests.push(fromBinary(GetFlowsRequestSchema, call.request));
        this.open.add(call);
        call.on('error', () => undefined);
        call.on('cancelled', () => this.open.delete(call));
        options.onStream?.(this, call);
      },
      (bytes) => bytes,
      (bytes) => bytes,
      'serverStream',
    );
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** To every open stream. */
  send(bytes: Uint8Array): void {
    for (const call of this.open) call.write(Buffer.from(bytes));
  }

  endStreams(): void {
    for (const call of this.open) call.end();
    this.open.clear();
  }

  /** Streams are reset, connections closed. */
  kill(): void {
    this.#server.forceShutdown();
  }

  /** The server says that it is going away, and waits for its streams. */
  leave(): void {
    this.#server.tryShutdown(() => undefined);
  }

  #unary(service: string, method: string, handler: Handler | undefined, answer: Uint8Array): void {
    this.#server.register<Buffer, Buffer>(
      `/${service}/${method}`,
      (_call: ServerUnaryCall<Buffer, Buffer>, reply: sendUnaryData<Buffer>) => {
        this.calls.set(method, (this.calls.get(method) ?? 0) + 1);
        if (handler === 'hangs') return;
        if (handler === 'unimplemented') {
          reply({ code: status.UNIMPLEMENTED, details: 'unknown method', metadata: new Metadata() });
        } else {
          reply(null, Buffer.from(answer));
        }
      },
      (bytes) => bytes,
      (bytes) => bytes,
      'unary',
    );
  }
}

/** A message that says which one it is. */
export function numbered(number: number, padBytes = 0): Uint8Array {
  return toBinary(
    GetFlowsResponseSchema,
    create(GetFlowsResponseSchema, {
      nodeName: 'kind/worker',
      responseTypes: { case: 'flow', value: { uuid: String(number), Summary: 'x'.repeat(padBytes) } },
    }),
  );
}

export function numberOf(bytes: Uint8Array): number {
  const { responseTypes } = fromBinary(GetFlowsResponseSchema, bytes);
  return responseTypes.case === 'flow' ? Number(responseTypes.value.uuid) : Number.NaN;
}

/** A TCP proxy that can fall silent, as a cut cable does, or hold all back, as a process that stands still does. */
export class SilentProxy {
  /** Connections that the client has not closed. */
  openConnections = 0;
  acceptedConnections = 0;
  #isSilent = false;
  /** What is held back, in order; undefined while nothing is. */
  #held: (() => void)[] | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #server: TcpServer;

  static async start(targetPort: number): Promise<SilentProxy> {
    const proxy = new SilentProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  constructor(targetPort: number) {
    this.#server = createServer((client) => {
      const upstream = new (client.constructor as new () => Socket)();
      upstream.connect(targetPort, '127.0.0.1');
      this.openConnections += 1;
      this.acceptedConnections += 1;
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(from);
        from.on('data', (chunk: Buffer) => {
          if (this.#held !== undefined) this.#held.push(() => void to.write(chunk));
          else if (!this.#isSilent) to.write(chunk);
        });
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
      client.on('close', () => {
        this.openConnections -= 1;
      });
    });
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Until `letGo`; nothing is lost. */
  holdBack(): void {
    this.#held = [];
  }

  letGo(): void {
    for (const deliver of this.#held?.splice(0) ?? []) deliver();
    this.#held = undefined;
  }

  /** Open sockets stay open and carry nothing. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  /** For the connections to come; what was swallowed is lost. */
  speak(): void {
    this.#isSilent = false;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Short enough for tests, long enough for a busy machine. */
export const QUICK: Partial<SourceTiming> = {
  connectTimeoutMs: 3_000,
  probeEveryMs: 100,
  probeTimeoutMs: 2_000,
  silentAfterMs: 3_000,
  certificatePollMs: 50,
};

export interface Followed {
  readonly source: RelaySource;
  readonly messages: Uint8Array[];
  readonly statuses: SourceStatus[];
  readonly warnings: string[];
  resumeFromMs: number | undefined;
  stop(): Promise<void>;
}

/** Runs a source and keeps all that comes out of it. */
export function follow(
  address: string,
  options: Partial<SourceOptions> & { readonly resumeFromMs?: number } = {},
): Followed {
  const abort = new AbortController();
  const note = (message: string, fields?: object): void => {
    followed.warnings.push(`${message} ${JSON.stringify(fields)}`);
  };
  const source = new RelaySource(
    { address, tls: undefined, kind: 'unknown', ...options, timing: { ...QUICK, ...options.timing } },
    {
      message: (data, from, to) => void followed.messages.push(Uint8Array.from(data.subarray(from, to))),
      resumeFromMs: () => followed.resumeFromMs,
    },
    {
      log: { info: () => undefined, warn: note },
      clock: systemClock,
      random: () => 0.1,
      readBuffer: Buffer.alloc(128 * 1024),
    },
  );
  const followed: Followed = {
    source,
    messages: [],
    statuses: [],
    warnings: [],
    resumeFromMs: options.resumeFromMs,
    stop: async () => {
      abort.abort();
      await running;
    },
  };
  source.onStatus((status) => void followed.statuses.push(status));
  const running = source.run(abort.signal);
  return followed;
}

/** Waits for a condition; fails with what it shows. */
export async function until(condition: () => boolean, show: () => unknown = () => condition.toString()): Promise<void> {
  const deadlineMs = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`not reached: ${JSON.stringify(show())}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
