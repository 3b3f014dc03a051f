/** What one server spends on its pages. Every bound names what happens past it. */
export interface LiveLimits {
  /** Past it an upgrade is answered 503. */
  readonly sockets: number;
  /** Past it an upgrade is answered 429. */
  readonly socketsPerAddress: number;
  /** Distinct (query, window) pairs. Past it a subscription is rejected and the previous one goes on. */
  readonly views: number;
  /** Comparisons of edges with values of queries per tick, shared by all views; the rest waits for the next tick. */
  readonly filterTestsPerTick: number;
  /** Past it a message is answered with close code 1009. */
  readonly messageBytes: number;
  /** Messages and pings from one page. Past it the socket is closed with 1008. */
  readonly messagesPerSecond: number;
  /** Above it a session falls behind: it gets nothing until there is room, and then one snapshot. */
  readonly bufferedBytes: number;
  /** The same for what was sent and is not known to be read, wherever it is. */
  readonly unreadBytes: number;
  /** A session that is behind for `tooFullAfterMs` with more than this is closed with 1013. */
  readonly tooFullBytes: number;
  readonly tooFullAfterMs: number;
  /** A session that is behind for so long is closed with 1013. */
  readonly stalledAfterMs: number;
  /** A ping that is not answered before the next one is due ends the socket. */
  readonly pingEveryMs: number;
}

export const DEFAULT_LIVE_LIMITS: LiveLimits = {
  sockets: 2000,
  socketsPerAddress: 200,
  views: 64,
  filterTestsPerTick: 100_000,
  messageBytes: 4096,
  messagesPerSecond: 20,
  bufferedBytes: 256 * 1024,
  unreadBytes: 512 * 1024,
  tooFullBytes: 4 * 1024 * 1024,
  tooFullAfterMs: 10_000,
  stalledAfterMs: 30_000,
  pingEveryMs: 15_000,
};
