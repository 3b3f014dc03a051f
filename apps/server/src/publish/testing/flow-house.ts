import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { fromBinary } from '@bufbuild/protobuf';
import { readResponse } from '@orrery/flow/response-json';
import { FlowBatchSchema, type FlowBatch } from '@orrery/proto/orrery/live/v1/flows_pb';
import { parseQuery } from '@orrery/query/parse';
import { WebSocket } from 'ws';
import type { EdgeName } from '../flow-group.ts';
import type { FlowLimits } from '../flow-limits.ts';
import { FlowPublisher, type FollowWish } from '../flow-publisher.ts';
import { graphFrom } from './drawn-graph.ts';
import { DrawnKept } from './drawn-kept.ts';

export const EPOCH = 1_700_000_000_000;

export interface Wish {
  readonly query?: string;
  readonly edge?: EdgeName;
  readonly backlog?: number;
  readonly after?: FollowWish['after'];
}

/** A publisher of flows behind a real HTTP server. Edge 0 leads from shop/web to shop/cart, edge 1 on to shop/redis. */
export async function flowHouse(limits: Partial<FlowLimits> = {}) {
  const kept = new DrawnKept();
  const graph = graphFrom(`
    10s shop/web -> shop/cart:8080 forwarded 1
    10s shop/cart -> shop/redis:6379 forwarded 1
  `);
  const followed: boolean[] = [];
  const onFollowed = (isFollowed: boolean): unknown => followed.push(isFollowed);
  const publisher = new FlowPublisher({ graph, kept, epoch: EPOCH, onFollowed }, { passMs: 10_000, ...limits });
  const wishes: FollowWish[] = [];
  const server = createServer();
  server.on('upgrade', (request, socket, head) => publisher.handleUpgrade(request, socket, head, wishes.shift()!));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const guests: { leave(): void }[] = [];
  const keep = <Guest extends { leave(): void }>(guest: Guest): Guest => {
    guests.push(guest);
    return guest;
  };
  const expectWish = ({ query = '', edge, backlog = 0, after }: Wish): void => {
    const parsed = parseQuery(query);
    if (!parsed.ok) throw new Error(`no query: ${query}`);
    wishes.push({ query: parsed.query, edge, backlog, after });
  };
  return {
    kept,
    publisher,
    /** What it said of being followed. */
    followed,
    tick: () => publisher.tick(Date.now()),
    follow: (wish: Wish = {}): Promise<Follower> => {
      expectWish(wish);
      return Follower.arrive(port).then(keep);
    },
    followSilently: (wish: Wish = {}): Promise<SilentFollower> => {
      expectWish(wish);
      return SilentFollower.arrive(port).then(keep);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const guest of guests) guest.leave();
      await publisher.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** A page that reads. */
export class Follower {
  readonly socket: WebSocket;
  readonly batches: FlowBatch[] = [];
  readonly sizes: number[] = [];
  /** Close code; 0 while open. */
  closedWith = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.sizes.push(data.length);
      this.batches.push(fromBinary(FlowBatchSchema, data));
    });
    socket.on('close', (code) => {
      this.closedWith = code;
    });
    socket.on('error', () => {});
  }

  static async arrive(port: number): Promise<Follower> {
    const follower = new Follower(new WebSocket(`ws://127.0.0.1:${port}/`));
    await new Promise<void>((resolve, reject) => {
      follower.socket.once('open', resolve);
      follower.socket.once('unexpected-response', (_, response) =>
        reject(new Error(`refused with ${response.statusCode}`)),
      );
      follower.socket.once('error', reject);
    });
    return follower;
  }

  get numbers(): number[] {
    return this.batches.flatMap(({ flows }) => flows.map(({ number }) => number));
  }

  get uuids(): string[] {
    return this.batches.flatMap(({ flows }) =>
      flows.map(({ response }) => {
        const types = readResponse(response)?.responseTypes;
        return types?.case === 'flow' ? types.value.uuid : 'unreadable';
      }),
    );
  }

  /** Whether everything that was kept has come. */
  get isCurrent(): boolean {
    return this.batches.at(-1)?.isBacklog === false;
  }

  leave(): void {
    this.socket.terminate();
  }
}

/** A page that reads nothing, and so answers no ping. */
export class SilentFollower {
  readonly socket: Socket;
  isGone = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('close', () => {
      this.isGone = true;
    });
    socket.on('error', () => {});
  }

  static async arrive(port: number): Promise<SilentFollower> {
    const follower = new SilentFollower(connect(port, '127.0.0.1'));
    follower.socket.write(
      'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await new Promise<void>((resolve) => {
      follower.socket.once('data', () => resolve());
    });
    follower.socket.pause();
    return follower;
  }

  /** Reads everything from now on, without a look at it. */
  wake(): void {
    this.socket.on('data', () => {});
    this.socket.resume();
  }

  leave(): void {
    this.socket.destroy();
  }
}
