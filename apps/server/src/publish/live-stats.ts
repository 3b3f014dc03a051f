/** Why the server ended a socket. */
export type EndReason =
  | 'stalled'
  | 'too-full'
  | 'no-pong'
  | 'too-many-messages'
  | 'bad-message'
  | 'protocol-error'
  | 'going-away';

/** Why an upgrade was refused. */
export type RefusalReason = 'too-many-sockets' | 'too-many-from-address' | 'going-away';

export interface LiveStats {
  readonly sockets: number;
  readonly views: number;
  /** Sockets that wait for room, or for their first snapshot. */
  readonly behind: number;
  /** Bytes that are queued for all sockets; a frame that is shared counts once per socket. */
  readonly bufferedBytes: number;
  /** From here on: totals since the start. */
  readonly framesSent: number;
  readonly bytesSent: number;
  readonly snapshotsSent: number;
  readonly patchesSkipped: number;
  readonly rejections: number;
  readonly ended: ReadonlyMap<EndReason, number>;
  readonly refused: ReadonlyMap<RefusalReason, number>;
  readonly ticks: number;
  /** CPU and waiting of one round for all sockets. */
  readonly tickMs: { readonly last: number; readonly mean: number; readonly max: number };
}

/** The totals, counted where things happen. */
export class LiveCounters {
  framesSent = 0;
  bytesSent = 0;
  snapshotsSent = 0;
  patchesSkipped = 0;
  rejections = 0;
  ticks = 0;
  readonly ended = new Map<EndReason, number>();
  #lastTickMs = 0;
  #tickMsSum = 0;
  #maxTickMs = 0;

  tick(ms: number): void {
    this.ticks += 1;
    this.#lastTickMs = ms;
    this.#tickMsSum += ms;
    this.#maxTickMs = Math.max(this.#maxTickMs, ms);
  }

  get tickMs(): LiveStats['tickMs'] {
    const mean = this.ticks === 0 ? 0 : this.#tickMsSum / this.ticks;
    return { last: this.#lastTickMs, mean, max: this.#maxTickMs };
  }
}

export function countOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
