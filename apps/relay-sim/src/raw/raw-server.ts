import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/**
 * What a broken or hostile server answers to GetFlows:
 *
 * - `oversize` one message of 5 MiB
 * - `huge-prefix` a length of 2 GiB, and a few bytes
 * - `bad-gzip` a message said to be compressed that is not
 * - `gzip-bomb` 256 MiB of zeros in a compressed message
 * - `unannounced-gzip` a compressed message, but no header that says with what
 * - `bad-status` a status that is no number
 * - `no-status` the end without a status
 * - `html` HTTP 200 and a page, as from a captive portal
 * - `http-error` HTTP 503 from a proxy
 * - `silence` nothing, not even headers
 * - `headers-only` headers, and then nothing
 * - `reset` the stream is reset
 * - `cut` the connection ends inside a message
 */
export const RAW_ANSWERS = [
  'oversize',
  'huge-prefix',
  'bad-gzip',
  'gzip-bomb',
  'unannounced-gzip',
  'bad-status',
  'no-status',
  'html',
  'http-error',
  'silence',
  'headers-only',
  'reset',
  'cut',
] as const;

export type RawAnswer = (typeof RAW_ANSWERS)[number];

const MIB = 1024 * 1024;
const BOMB_BYTES = 256 * MIB;
const GRPC_HEADERS = { ':status': 200, 'content-type': 'application/grpc' };

/** Answers every GetFlows the same bad way, and everything else never. */
export class RawServer {
  readonly port: number;
  readonly #server: Http2Server;
  readonly #sessions: Set<ServerHttp2Session>;
  /** Calls answered so far. */
  readonly #calls: { readonly count: number };

  static async listen(answer: RawAnswer, host = '127.0.0.1', port = 0): Promise<RawServer> {
    const server = createServer();
    const sessions = new Set<ServerHttp2Session>();
    const calls = { count: 0 };
    server.on('session', (session) => {
      sessions.add(session);
      session.on('error', () => session.destroy());
      session.once('close', () => sessions.delete(session));
    });
    server.on('stream', (stream, headers) => {
      // A client that leaves in the middle of a bad answer is what is expected of it.
      stream.on('error', () => {});
      if (headers[':path'] !== '/observer.Observer/GetFlows') return;
      calls.count++;
      ANSWERS[answer](stream);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return new RawServer(server, sessions, calls);
  }

  private constructor(server: Http2Server, sessions: Set<ServerHttp2Session>, calls: { count: number }) {
    this.#server = server;
    this.#sessions = sessions;
    this.#calls = calls;
    this.port = (server.address() as AddressInfo).port;
  }

  get calls(): number {
    return this.#calls.count;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const session of this.#sessions) session.destroy();
    await closed;
  }
}

const ANSWERS: Readonly<Record<RawAnswer, (stream: ServerHttp2Stream) => void>> = {
  oversize: (stream) => {
    stream.respond(GRPC_HEADERS);
    stream.write(message(Buffer.alloc(5 * MIB, 0x2a)));
  },
  'huge-prefix': (stream) => {
    stream.respond(GRPC_HEADERS);
    stream.write(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 0x0a, 0x01]));
  },
  'bad-gzip': (stream) => {
    stream.respond({ ...GRPC_HEADERS, 'grpc-encoding': 'gzip' });
    stream.write(message(Buffer.from('this is not gzip'), true));
  },
  'gzip-bomb': (stream) => {
    stream.respond({ ...GRPC_HEADERS, 'grpc-encoding': 'gzip' });
    stream.write(message(bomb(), true));
  },
  'unannounced-gzip': (stream) => {
    stream.respond(GRPC_HEADERS);
    stream.write(message(gzipSync('flow'), true));
  },
  'bad-status': (stream) => endWith(stream, { 'grpc-status': 'out of order' }),
  'no-status': (stream) => endWith(stream, {}),
  html: (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'text/html' });
    stream.end('<!doctype html><title>Please sign in</title>');
  },
  'http-error': (stream) => {
    stream.respond({ ':status': 503, 'content-type': 'text/plain' });
    stream.end('no healthy upstream');
  },
  silence: () => {},
  'headers-only': (stream) => stream.respond(GRPC_HEADERS),
  reset: (stream) => {
    stream.respond(GRPC_HEADERS);
    stream.close(2);
  },
  cut: (stream) => {
    stream.respond(GRPC_HEADERS);
    stream.write(message(Buffer.alloc(1000)).subarray(0, 500), () => stream.session?.destroy());
  },
};

/** A gRPC frame. */
function message(body: Buffer, isCompressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = isCompressed ? 1 : 0;
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

function endWith(stream: ServerHttp2Stream, trailers: Record<string, string>): void {
  stream.respond(GRPC_HEADERS, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end();
}

let packedBomb: Buffer | undefined;

/** Made once, as packing takes a second. */
function bomb(): Buffer {
  packedBomb ??= gzipSync(Buffer.alloc(BOMB_BYTES), { level: 1 });
  return packedBomb;
}
