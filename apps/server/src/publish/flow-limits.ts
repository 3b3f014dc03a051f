import type { DoorLimits } from './socket-door.ts';

/** What one server spends on pages that follow single flows. Every bound names what happens past it. */
export interface FlowLimits extends DoorLimits {
  /** Messages and pings from one page. Past it the socket is closed with 1008. */
  readonly messagesPerSecond: number;
  /** New flows for one page. Past it the older of them are left out, and counted. */
  readonly flowsPerSecond: number;
  /** Bytes for one page. Past it new flows are left out and counted, and kept ones wait. */
  readonly bytesPerSecond: number;
  /** What waits in our queue of one page: past it the same. */
  readonly bufferedBytes: number;
  /** What was sent to one page and is not known to be read: past it the same. */
  readonly unreadBytes: number;
  /** Of a batch; only a flow that is larger by itself exceeds it. */
  readonly batchBytes: number;
  /** A page that took nothing for so long is cut off. */
  readonly pingEveryMs: number;
  /** Work for all pages per tick; the rest waits for the next one. */
  readonly passMs: number;
  /** Work that waits for longer than this is given up, and the flows are counted as missed. */
  readonly behindMs: number;
  /** A page that needs longer than this to get what was kept goes on with the newest. */
  readonly catchUpMs: number;
  /** Longest stretch of looking into what is kept. */
  readonly sliceMs: number;
  /** A page hears something at least as often. */
  readonly quietMs: number;
}

export const DEFAULT_FLOW_LIMITS: FlowLimits = {
  sockets: 50,
  socketsPerAddress: 25,
  messageBytes: 1024,
  messagesPerSecond: 20,
  flowsPerSecond: 6000,
  bytesPerSecond: 8 * 1024 * 1024,
  bufferedBytes: 2 * 1024 * 1024,
  unreadBytes: 4 * 1024 * 1024,
  batchBytes: 256 * 1024,
  pingEveryMs: 30_000,
  passMs: 16,
  behindMs: 2000,
  catchUpMs: 30_000,
  sliceMs: 2,
  quietMs: 750,
};

/** Kept flows that one page may ask for. */
export const MAX_BACKLOG = 100_000;
