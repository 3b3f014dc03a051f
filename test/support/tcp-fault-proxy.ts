import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What happens to the bytes of all connections, old and new.
 *
 * - `latency` delays every chunk
 * - `bandwidth` lets so many bytes through each second, each way
 * - `slicer` cuts chunks into pieces and sends them one by one
 * - `black-hole` swallows everything and keeps the connections
 * - `answer-lost` lets requests through and resets the client when the answer comes: what was asked for was done
 */
export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  | { readonly kind: 'slicer'; readonly pieceBytes: number; readonly delayMs: number }
  | { readonly kind: 'black-hole' }
  | { readonly kind: 'answer-lost' };

const MAX_QUEUED_BYTES = 1024 * 1024;

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

/**
 * Stands between a client and a server on loopback and does to their bytes what networks do:
 *
 *     client ══► proxy ──fault──► server
 */
export class TcpFaultProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #target: { host: string; port: number };
  #fault: Fault = { kind: 'none' };
  #isRefusing = false;
  /** Connections accepted since the start. */
  accepted = 0;

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  /** `target` is `host:port`. */
  static async listen(target: string): Promise<TcpFaultProxy> {
    const proxy = new TcpFaultProxy(parseTarget(target));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get openConnections(): number {
    return this.#pairs.size;
  }

  /** New connections go there from now on. */
  retarget(target: string): void {
    this.#target = parseTarget(target);
  }

  set(fault: Fault): void {
    this.#fault = fault;
  }

  /** New connections are reset at once while this is on. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  /** RST to both ends of every connection. */
  resetPeers(): void {
    for (const { client, upstream } of this.#pairs) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
  }

  /** The server's ends vanish; the clients are told nothing and their connections stay up, half open. */
  halfOpen(): void {
    for (const { client, upstream } of this.#pairs) {
      upstream.unpipe();
      upstream.removeAllListeners('end');
      upstream.removeAllListeners('close');
      upstream.destroy();
      client.removeAllListeners('data');
      client.resume();
    }
  }

  async close(): Promise<void> {
    for (const { client, upstream } of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    this.accepted++;
    client.on('error', () => {});
    if (this.#isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...this.#target, allowHalfOpen: true });
    upstream.on('error', () => client.resetAndDestroy());
    const pair = { client, upstream };
    this.#pairs.add(pair);
    for (const [from, to, isAnswer] of [
      [client, upstream, false],
      [upstream, client, true],
    ] as const) {
      from.setNoDelay(true);
      this.#pump(from, to, isAnswer);
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
    }
  }

  /** Chunks pass the fault one after another. Reading stops while more than MAX_QUEUED_BYTES wait. */
  #pump(from: Socket, to: Socket, isAnswer: boolean): void {
    let last = Promise.resolve();
    let queuedBytes = 0;
    from.on('data', (chunk: Buffer) => {
      const arrivedMs = performance.now();
      queuedBytes += chunk.length;
      if (queuedBytes > MAX_QUEUED_BYTES) from.pause();
      last = last.then(async () => {
        await this.#pass(chunk, to, arrivedMs, isAnswer);
        queuedBytes -= chunk.length;
        if (queuedBytes <= MAX_QUEUED_BYTES) from.resume();
      });
    });
    from.on('end', () => {
      last = last.then(() => void to.end());
    });
  }

  async #pass(chunk: Buffer, to: Socket, arrivedMs: number, isAnswer: boolean): Promise<void> {
    const fault = this.#fault;
    switch (fault.kind) {
      case 'black-hole':
        return;
      case 'answer-lost':
        if (!isAnswer) return write(chunk, to);
        to.resetAndDestroy();
        return;
      case 'none':
        return write(chunk, to);
      case 'latency':
        await sleep(arrivedMs + fault.ms - performance.now());
        return write(chunk, to);
      case 'bandwidth':
        await sleep((chunk.length / fault.bytesPerSecond) * 1000);
        return write(chunk, to);
      case 'slicer':
        for (let at = 0; at < chunk.length; at += fault.pieceBytes) {
          await write(chunk.subarray(at, at + fault.pieceBytes), to);
          if (fault.delayMs > 0) await sleep(fault.delayMs);
        }
    }
  }
}

async function write(chunk: Buffer, to: Socket): Promise<void> {
  if (to.destroyed || to.writableEnded) return;
  if (to.write(chunk)) return;
  await Promise.race([once(to, 'drain').catch(() => {}), once(to, 'close').catch(() => {})]);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function parseTarget(target: string): { host: string; port: number } {
  const colon = target.lastIndexOf(':');
  return { host: target.slice(0, colon), port: Number(target.slice(colon + 1)) };
}
