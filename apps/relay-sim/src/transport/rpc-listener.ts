import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { PingGuard } from './ping-guard.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles | undefined;
  /** Answers pings that come more often than every five minutes with GOAWAY, as grpc-go does. */
  readonly refusePings: boolean;
}

/** PEM. With `clientCa` a client has to show a certificate. */
export interface TlsFiles {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  readonly clientCa: string | Buffer | undefined;
}

type ConnectionInjector = ReturnType<Server['createConnectionInjector']>;

const GRACE_MS = 200;

/** A gRPC server on one port. It owns its sockets, so that it can end as a crashing process does. */
export class RpcListener {
  readonly port: number;
  readonly pings: PingGuard | undefined;
  readonly #tcp: TcpServer;
  readonly #grpc: Server;
  readonly #injector: ConnectionInjector;
  readonly #sockets: Set<Socket>;

  /** `addServices` is called before the first connection is taken. */
  static async open(options: ListenOptions, addServices: (server: Server, listener: Listening) => void) {
    const grpc = new Server({ 'grpc.max_send_message_length': -1 });
    const pings = options.refusePings ? new PingGuard() : undefined;
    addServices(grpc, { dataSent: (peer) => pings?.dataSent(peer) });
    const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
    pings?.watch(grpc);
    const sockets = new Set<Socket>();
    const tcp = listenerFor(options.tls, (socket) => injector.injectConnection(socket));
    tcp.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
    });
    tcp.listen(options.port, options.host);
    await once(tcp, 'listening');
    return new RpcListener(tcp, grpc, injector, sockets, pings);
  }

  private constructor(
    tcp: TcpServer,
    grpc: Server,
    injector: ConnectionInjector,
    sockets: Set<Socket>,
    pings: PingGuard | undefined,
  ) {
    this.port = (tcp.address() as AddressInfo).port;
    this.pings = pings;
    this.#tcp = tcp;
    this.#grpc = grpc;
    this.#injector = injector;
    this.#sockets = sockets;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** `abrupt`: every connection is reset. Otherwise GOAWAY, then a short grace. */
  async close(how: 'abrupt' | 'graceful'): Promise<void> {
    if (!this.#tcp.listening) return;
    const closed = once(this.#tcp, 'close');
    this.#tcp.close();
    if (how === 'graceful' && this.#sockets.size > 0) {
      this.#injector.drain(GRACE_MS);
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, GRACE_MS * 2))]);
    }
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#grpc.forceShutdown();
    await closed;
  }
}

/** What services may tell the listener. */
export interface Listening {
  dataSent(peer: string): void;
}

function listenerFor(tls: TlsFiles | undefined, inject: (socket: Socket) => void): TcpServer {
  if (tls === undefined) return createTcpServer({ noDelay: true }, inject);
  const mutual = tls.clientCa !== undefined;
  const server = createTlsServer(
    {
      cert: tls.cert,
      key: tls.key,
      ...(mutual && { ca: tls.clientCa }),
      requestCert: mutual,
      rejectUnauthorized: mutual,
      minVersion: 'TLSv1.3',
      ALPNProtocols: ['h2'],
    },
    inject,
  );
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}
