import type { Status, Timeline, Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import type { Edge } from '../view/edge.ts';

/** What the server told: one view, as of one frame. Replaced by the next frame, never changed. */
export interface LiveGraph {
  readonly sequence: number;
  /** Clock of the server. */
  readonly timeMs: number;
  /** The subscription as the server prints it. */
  readonly query: string;
  readonly windowSeconds: number;
  /** Of a stretch of the past, which ended at `timeMs`; nothing will change in it. */
  readonly isPast?: true | undefined;
  readonly vertices: ReadonlyMap<number, Vertex>;
  readonly edges: ReadonlyMap<number, Edge>;
  readonly timeline: Timeline | undefined;
  readonly status: Status | undefined;
}
