import { constants, type ServerHttp2Session } from 'node:http2';
import { Server as NetServer } from 'node:net';
import type { Server } from '@grpc/grpc-js';

const MIN_PING_INTERVAL_MS = 300_000;
const MAX_STRIKES = 2;
const FLUSH_MS = 20;

/**
 * Enforces what grpc-go enforces without configuration: a client may ping every five minutes. A ping that is too
 * early is a strike, data sent to the client takes the strikes back, and the third strike ends the connection
 * with GOAWAY ENHANCE_YOUR_CALM.
 */
export class PingGuard {
  /** By `address:port` of the client. */
  readonly #offenders = new Map<string, { lastPingMs: number; strikes: number }>();
  #goaways = 0;

  get goaways(): number {
    return this.#goaways;
  }

  dataSent(peer: string): void {
    const offender = this.#offenders.get(peer);
    if (offender === undefined) return;
    offender.strikes = 0;
    offender.lastPingMs = 0;
  }

  /** The gRPC library keeps its HTTP/2 servers to itself; they are found by name. */
  watch(server: Server): void {
    const http2Servers: unknown = Reflect.get(server, 'http2Servers');
    if (!(http2Servers instanceof Map)) throw new Error('this release of grpc-js hides its HTTP/2 servers');
    for (const http2Server of http2Servers.keys()) {
      if (!(http2Server instanceof NetServer)) throw new Error('this release of grpc-js hides its HTTP/2 servers');
      http2Server.on('session', (session: ServerHttp2Session) => this.#guard(session));
    }
  }

  #guard(session: ServerHttp2Session): void {
    const peer = `${session.socket.remoteAddress}:${session.socket.remotePort}`;
    const state = { lastPingMs: 0, strikes: 0 };
    this.#offenders.set(peer, state);
    session.once('close', () => this.#offenders.delete(peer));
    session.on('ping', () => {
      const nowMs = performance.now();
      const early = state.lastPingMs !== 0 && nowMs - state.lastPingMs < MIN_PING_INTERVAL_MS;
      state.lastPingMs = nowMs;
      if (!early || ++state.strikes !== MAX_STRIKES + 1) return;
      this.#goaways++;
      session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from('too_many_pings'));
      // The frame has to leave before the connection goes.
      setTimeout(() => session.destroy(), FLUSH_MS);
    });
  }
}
