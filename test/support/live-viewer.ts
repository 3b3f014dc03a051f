import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { once } from 'node:events';
import { FrameSchema, SubscribeSchema, type Frame } from '@orrery/proto/orrery/live/v1/live_pb';
import { WebSocket } from 'ws';

/** One page's socket. Hands each frame on with the time of its arrival and its size. */
export class LiveViewer {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(
    url: string,
    query: string,
    onFrame: (frame: Frame, atMs: number, bytes: number) => void,
  ): Promise<LiveViewer> {
    const socket = openLiveSocket(url, query);
    socket.on('message', (data: Buffer) => {
      const atMs = performance.timeOrigin + performance.now();
      onFrame(fromBinary(FrameSchema, data), atMs, data.length);
    });
    await once(socket, 'open');
    return new LiveViewer(socket);
  }

  /** Replaces the query that the socket was opened with. */
  subscribe(query: string): void {
    this.#socket.send(toBinary(SubscribeSchema, create(SubscribeSchema, { query, windowSeconds: 60 })));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** A socket to `/api/v1/live` as a page of the server itself would open it. */
export function openLiveSocket(url: string, query: string, localAddress = '127.0.0.1'): WebSocket {
  const address = `${url.replace('http', 'ws')}/api/v1/live?q=${encodeURIComponent(query)}`;
  return new WebSocket(address, { origin: url, perMessageDeflate: false, localAddress });
}
