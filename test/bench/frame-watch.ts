import type { Frame } from '@orrery/proto/orrery/live/v1/live_pb';

/** Notes when edges first appear and how old the newest flow of each changed edge is when its frame comes. */
export class FrameWatch {
  /** By port: when a frame first carried an edge to it. */
  readonly firstSeenMs = new Map<number, number>();
  /** Age of the last flow of an edge at the frame that told of it. */
  readonly agesMs: number[] = [];
  /** Arrival of each frame and the age of the newest flow that it tells of. */
  readonly frames: { readonly atMs: number; readonly newestAgeMs: number | undefined }[] = [];
  readonly #lastSeenMs = new Map<number, number>();

  see(frame: Frame): void {
    const atMs = Date.now();
    const { body } = frame;
    if (body.case !== 'snapshot' && body.case !== 'patch') return;
    const isFirst = body.case === 'snapshot';
    for (const { port } of body.value.edges) if (!this.firstSeenMs.has(port)) this.firstSeenMs.set(port, atMs);
    const figures = body.value.figures;
    let newestMs = 0;
    for (const [row, edge] of (figures?.edge ?? []).entries()) {
      const lastSeenMs = figures?.lastSeenMs[row] ?? 0;
      if (lastSeenMs <= (this.#lastSeenMs.get(edge) ?? 0)) continue;
      this.#lastSeenMs.set(edge, lastSeenMs);
      newestMs = Math.max(newestMs, lastSeenMs);
      if (!isFirst) this.agesMs.push(atMs - lastSeenMs);
    }
    this.frames.push({ atMs, newestAgeMs: newestMs === 0 ? undefined : atMs - newestMs });
  }
}
