import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { create, toBinary } from '@bufbuild/protobuf';
import { SubscribeSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { WebSocket } from 'ws';
import type { LiveLimits } from '../live-limits.ts';
import { LivePublisher } from '../live-publisher.ts';
import { atMs, type DrawnGraph } from './drawn-graph.ts';
import { PageState } from './page-state.ts';
import { connectedSource } from './watch.ts';

/** A publisher behind a real HTTP server, with real sockets to it. `leave` closes all of them. */
export async function liveHouse(graph: DrawnGraph, limits: Partial<LiveLimits> = {}) {
  const sources = [connectedSource()];
  const publisher = new LivePublisher(
    { graph, ledger: graph, statusOf: () => ({ sources }), version: '1.2.3' },
    limits,
  );
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const wish = { query: searchParams.get('q') ?? '', windowSeconds: Number(searchParams.get('window') ?? 0) };
    publisher.handleUpgrade(request, socket, head, wish);
  });
  const port = await listening(server);
  const pages: { leave(): void }[] = [];
  const keep = <Guest extends { leave(): void }>(page: Guest): Guest => {
    pages.push(page);
    return page;
  };
  return {
    publisher,
    tickAt: (second: number): void => publisher.tick(atMs(second)),
    visit: (query = '', windowSeconds = 60): Promise<Visitor> => Visitor.arrive(port, query, windowSeconds).then(keep),
    visitRaw: (): Promise<RawVisitor> => RawVisitor.arrive(port).then(keep),
    leave: async (): Promise<void> => {
      for (const page of pages) page.leave();
      await publisher.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

export type LiveHouse = Awaited<ReturnType<typeof liveHouse>>;

/** Waits for what other sockets cause; fails after a time that is long on any machine. */
export async function until(condition: () => boolean, what: string, eachTime: () => void = () => {}): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    eachTime();
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
}

/** A page with a real WebSocket. */
export class Visitor {
  readonly state = new PageState();
  readonly socket: WebSocket;
  frames = 0;
  /** Close code; 0 while open. */
  closedWith = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.frames += 1;
      this.state.apply(data as Buffer);
    });
    socket.on('close', (code) => {
      this.closedWith = code;
    });
    socket.on('error', () => {});
  }

  /** Rejects with the HTTP status when the upgrade is refused. */
  static async arrive(port: number, query: string, windowSeconds: number): Promise<Visitor> {
    const address = `ws://127.0.0.1:${port}/?q=${encodeURIComponent(query)}&window=${windowSeconds}`;
    const visitor = new Visitor(new WebSocket(address));
    await new Promise<void>((resolve, reject) => {
      visitor.socket.once('open', resolve);
      visitor.socket.once('unexpected-response', (_, response) =>
        reject(new Error(`refused with ${response.statusCode}`)),
      );
      visitor.socket.once('error', reject);
    });
    return visitor;
  }

  subscribe(query: string, windowSeconds = 60): void {
    this.socket.send(toBinary(SubscribeSchema, create(SubscribeSchema, { query, windowSeconds })));
  }

  leave(): void {
    this.socket.terminate();
  }
}

/** Someone who speaks WebSocket by hand, and badly if wanted. Answers nothing by itself. */
export class RawVisitor {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  isGone = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    socket.on('close', () => {
      this.isGone = true;
    });
    socket.on('error', () => {});
  }

  static async arrive(port: number): Promise<RawVisitor> {
    const visitor = new RawVisitor(connect(port, '127.0.0.1'));
    visitor.socket.write(
      'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await until(() => visitor.#received.includes('\r\n\r\n'), 'the server switches protocols');
    visitor.#received = visitor.#received.subarray(visitor.#received.indexOf('\r\n\r\n') + 4);
    return visitor;
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The code of the close frame that came, if one came. */
  closeCode(): number | undefined {
    let at = 0;
    while (at + 2 <= this.#received.length) {
      const opcode = (this.#received[at] ?? 0) & 0x0f;
      const short = this.#received[at + 1] ?? 0;
      const [length, head] =
        short < 126
          ? [short, 2]
          : short === 126
            ? [this.#received.readUInt16BE(at + 2), 4]
            : [Number(this.#received.readBigUInt64BE(at + 2)), 10];
      if (opcode === 8 && this.#received.length >= at + head + 2) return this.#received.readUInt16BE(at + head);
      at += head + length;
    }
    return undefined;
  }

  leave(): void {
    this.socket.destroy();
  }
}

/** A masked frame as a browser sends it; the mask is zero. */
export function clientFrame(opcode: number, payload: Uint8Array, isFinal = true): Buffer {
  const head = [(isFinal ? 0x80 : 0) | opcode];
  if (payload.length < 126) head.push(0x80 | payload.length);
  else head.push(0x80 | 126, payload.length >> 8, payload.length & 0xff);
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
