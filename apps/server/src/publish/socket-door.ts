import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { countOne, type EndReason, type RefusalReason } from './live-stats.ts';

/** Bounds of one kind of WebSockets. */
export interface DoorLimits {
  /** Past it an upgrade is answered 503. */
  readonly sockets: number;
  /** Past it an upgrade is answered 429. */
  readonly socketsPerAddress: number;
  /** Past it a message is answered with close code 1009. */
  readonly messageBytes: number;
}

/** Lets WebSockets in whose Host and Origin were checked, while there is room for them in all and from one address. */
export class SocketDoor {
  readonly refused = new Map<RefusalReason, number>();
  readonly #limits: DoorLimits;
  readonly #server: WebSocketServer;
  readonly #perAddress = new Map<string, number>();
  #sockets = 0;
  #isClosing = false;

  constructor(limits: DoorLimits) {
    this.#limits = limits;
    // Compression would cost a zlib context per page; most of a frame is small numbers already.
    const options = {
      noServer: true,
      clientTracking: true,
      perMessageDeflate: false,
      maxPayload: limits.messageBytes,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_BUFFERED_CHUNKS,
      closeTimeout: CLOSE_TIMEOUT_MS,
    };
    this.#server = new WebSocketServer(options);
  }

  /** From when `close` was called. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Takes over the socket, or refuses it. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, welcome: (webSocket: WebSocket) => void): void {
    const address = request.socket.remoteAddress ?? '';
    const refusal = this.#whyRefuse(address);
    if (refusal !== undefined) {
      countOne(this.refused, refusal);
      refuse(socket, refusal);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#sockets += 1;
      countOne(this.#perAddress, address);
      webSocket.once('close', () => this.#forget(address));
      welcome(webSocket);
    });
  }

  /** Lets nobody in any more; resolves when the last socket is gone. */
  async close(endAll: () => void): Promise<void> {
    this.#isClosing = true;
    endAll();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #forget(address: string): void {
    this.#sockets -= 1;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }

  #whyRefuse(address: string): RefusalReason | undefined {
    if (this.#isClosing) return 'going-away';
    if (this.#sockets >= this.#limits.sockets) return 'too-many-sockets';
    if ((this.#perAddress.get(address) ?? 0) >= this.#limits.socketsPerAddress) return 'too-many-from-address';
    return undefined;
  }
}

/** Closes for a reason that the page is told; one that does not answer is not waited for. */
export function endSocket(webSocket: WebSocket, reason: EndReason): void {
  if (reason === 'no-pong') webSocket.terminate();
  else webSocket.close(CLOSE_CODES[reason], reason);
}

/** What a page says fits into one frame; fragments are allowed, floods of them are not. */
const MAX_FRAGMENTS = 16;
const MAX_BUFFERED_CHUNKS = 1024;
/** How long a page may take to answer a close. */
const CLOSE_TIMEOUT_MS = 2_000;

/** 1013: try again later; 1008: against the rules; 1007: not what was expected; 1001: going away. */
const CLOSE_CODES: Readonly<Record<EndReason, number>> = {
  stalled: 1013,
  'too-full': 1013,
  'no-pong': 1013,
  'too-many-messages': 1008,
  'bad-message': 1007,
  'protocol-error': 1002,
  'going-away': 1001,
};

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  'too-many-sockets': '503 Service Unavailable',
  'too-many-from-address': '429 Too Many Requests',
  'going-away': '503 Service Unavailable',
};

function refuse(socket: Duplex, reason: RefusalReason): void {
  socket.on('error', () => socket.destroy());
  const head = [
    `HTTP/1.1 ${REFUSALS[reason]}`,
    'Connection: close',
    'Content-Type: text/plain',
    `Content-Length: ${reason.length}`,
    'Retry-After: 5',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${reason}`, () => socket.destroy());
}
