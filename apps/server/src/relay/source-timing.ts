export interface SourceTiming {
  /** From the name lookup to the server's first HTTP/2 frame. */
  readonly connectTimeoutMs: number;
  readonly probeEveryMs: number;
  readonly probeTimeoutMs: number;
  /** With no message and no answer for so long, the server is asked for its health. */
  readonly quietAfterMs: number;
  /** When that is not answered so long after the last that was heard, figures are stale; the connection stays. */
  readonly staleAfterMs: number;
  /** With no message and no answer for so long, the connection is dead. */
  readonly silentAfterMs: number;
  /** A stream that lasted so long makes the next wait a short one. */
  readonly healthyAfterMs: number;
  /** The same for a stream that brought messages. */
  readonly usefulAfterMs: number;
  /** How far before the last flow a resumed stream begins. */
  readonly overlapMs: number;
  readonly certificatePollMs: number;
}

/** For a relay in the same cluster or the next one. */
export const DEFAULT_TIMING: SourceTiming = {
  connectTimeoutMs: 5_000,
  probeEveryMs: 10_000,
  probeTimeoutMs: 5_000,
  // Told within 5 s, with the time between two looks and two ticks.
  quietAfterMs: 2_000,
  staleAfterMs: 4_000,
  // Known within 15 s, with the time between two looks.
  silentAfterMs: 14_500,
  healthyAfterMs: 30_000,
  usefulAfterMs: 5_000,
  overlapMs: 5_000,
  certificatePollMs: 10_000,
};
