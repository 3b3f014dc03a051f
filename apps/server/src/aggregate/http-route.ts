import type { EdgeIndex, HttpFigures, HttpLatency, HttpRow, SecondRange, VertexIndex } from './graph-view.ts';
import { LatencyHistory } from './latency-history.ts';
import type { LatencyRoom } from './latency-history.ts';
import { RawPaths } from './raw-paths.ts';
import type { RawPath, RawPathRoom } from './raw-paths.ts';
import { SIGHTING_FIELDS } from './request-sightings.ts';
import { RowCounts } from './row-counts.ts';
import type { TenLanes } from './ten-lanes.ts';
import { tenRange } from './ten-range.ts';

/** Requests that a rule refused; all other keys are status codes. */
export const DENIED = -1;
/** Status code of what has none, or none that counts. */
export const NO_CODE = 0;

/** Not found. */
const FLEETING = [404];
const FLEETING_REQUESTS = 2;

/** What the routes of a table share. */
export interface RouteRooms {
  readonly lanes: TenLanes;
  readonly latencies: LatencyRoom;
  readonly rawPaths: RawPathRoom;
}

export interface RouteHead {
  /** Never used twice. */
  readonly id: number;
  readonly edge: EdgeIndex;
  /** Where the edge begins. */
  readonly owner: VertexIndex;
  readonly method: string;
  readonly path: string;
  readonly isGrpc: boolean;
  readonly isOther: boolean;
  readonly protocol: string;
  readonly firstSeenMs: number;
}

/** A method and a templated path on an edge, with everything that is counted about it. */
export class HttpRoute implements HttpRow {
  readonly id: number;
  readonly edge: EdgeIndex;
  readonly owner: VertexIndex;
  readonly method: string;
  readonly path: string;
  readonly isGrpc: boolean;
  readonly isOther: boolean;
  readonly protocol: string;
  readonly counts: RowCounts;
  readonly latencies: LatencyHistory;
  readonly seenPaths: RawPaths;
  firstSeenMs: number;
  lastSeenMs: number;
  lastDeniedMs = 0;
  #untraced: Int32Array | undefined;

  constructor(head: RouteHead, { lanes, latencies, rawPaths }: RouteRooms) {
    this.id = head.id;
    this.edge = head.edge;
    this.owner = head.owner;
    this.method = head.method;
    this.path = head.path;
    this.isGrpc = head.isGrpc;
    this.isOther = head.isOther;
    this.protocol = head.protocol;
    this.firstSeenMs = this.lastSeenMs = head.firstSeenMs;
    this.counts = new RowCounts(lanes, NO_CODE);
    this.latencies = new LatencyHistory(latencies);
    this.seenPaths = new RawPaths(rawPaths);
  }

  /** What proxies told of all its messages without X-Request-Id. */
  get untraced(): Int32Array {
    return (this.#untraced ??= new Int32Array(SIGHTING_FIELDS));
  }

  get isFleeting(): boolean {
    return this.counts.hasOnly(FLEETING, FLEETING_REQUESTS);
  }

  figures(range?: SecondRange): HttpFigures {
    const tens = tenRange(range);
    const isKnown = tens === undefined || this.counts.isKnown(tens);
    const counted = isKnown ? tens : undefined;
    const denied = this.counts.count(DENIED, counted);
    const statusCodes = this.counts.codes(counted);
    let requests = denied;
    for (const count of statusCodes.values()) requests += count;
    return { requests, denied, statusCodes, isKnown };
  }

  latency(range?: SecondRange): HttpLatency {
    const { sinceTen, sketch } = this.latencies.in(tenRange(range));
    return {
      count: sketch.count,
      sinceMs: sinceTen === 0 ? this.firstSeenMs : sinceTen * 10_000,
      quantileMs: (q) => sketch.quantileMs(q),
      histogram: () => sketch.histogram(),
    };
  }

  rawPaths(): readonly RawPath[] {
    return this.seenPaths.top();
  }

  /** Adds what was counted here to `other`. Not to be used any more after that. */
  moveTo(other: HttpRoute): void {
    this.counts.moveTo(other.counts);
    this.latencies.moveTo(other.latencies);
    this.seenPaths.release();
    other.firstSeenMs = Math.min(other.firstSeenMs, this.firstSeenMs);
    other.lastSeenMs = Math.max(other.lastSeenMs, this.lastSeenMs);
    other.lastDeniedMs = Math.max(other.lastDeniedMs, this.lastDeniedMs);
  }

  /** Gives back what it holds of the rooms of the table. */
  release(): void {
    this.counts.release();
    this.latencies.release();
    this.seenPaths.release();
  }
}
