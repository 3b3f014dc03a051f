/** What the viewer process is told at its start. */
export interface ViewerOrder {
  readonly url: string;
  readonly queries: readonly string[];
  readonly socketsPerQuery: number;
  /** Sockets of the first query that will stop reading. */
  readonly stalled: number;
}

export type ViewerRequest = { readonly kind: 'stall' } | { readonly kind: 'start' } | { readonly kind: 'report' };

export type ViewerAnswer =
  | { readonly kind: 'open'; readonly sockets: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'report'; readonly report: ViewerReport };

export interface ViewerReport {
  /** Milliseconds between frames, of all sockets that read. */
  readonly intervals: readonly number[];
  readonly frames: number;
  readonly bytes: number;
  /** Sockets that were closed by the server. */
  readonly closed: number;
  /** Of those, sockets that read all the time. */
  readonly closedHealthy: number;
}
