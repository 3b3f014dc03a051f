import { EveryFlow } from './aggregate/every-flow.ts';
import type { Intake } from './aggregate/intake.ts';
import type { Clock } from './base/clock.ts';
import { readCapture, type CaptureReport } from './evidence/capture.ts';
import type { Log } from './base/log.ts';
import { History } from './history/history.ts';
import { MemoryStore } from './history/memory-store.ts';
import type { PastStore } from './history/past-store.ts';
import { Spool } from './history/spool.ts';

/** Time as the flows of a recording tell it; it only moves forward. */
class CaptureClock implements Clock {
  readonly #real: Clock;
  #nowMs = 0;

  constructor(real: Clock) {
    this.#real = real;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#real.monotonicMs();
  }

  moveTo(timeMs: number): void {
    if (timeMs > this.#nowMs) this.#nowMs = timeMs;
  }
}

const BUCKET_MS = 10_000;
const STEP_MS = 250;
/** After so long every bucket of a recording is closed. */
const CLOSE_ALL_MS = 30_000;
const WAIT_MS = 5;

/** A recording that was read: it has a history of its own, in memory, and a clock that stands still. */
export interface OpenedCapture {
  readonly intake: Intake;
  readonly history: History;
  readonly clock: Clock;
  readonly report: CaptureReport;
}

/** All of it is held: its own size is the bound. */
const BOUNDS = { keptSeconds: Infinity, maxBytes: 512 * 1024 * 1024, maxFlowBytes: 512 * 1024 * 1024 };

export interface CaptureEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  /** Where it is held; in memory, and all of it, unless something else is given. */
  readonly store?: PastStore;
}

/** Throws NothingReadableError, and what the file system throws. */
export async function openCapture(
  path: string,
  intake: Intake,
  { clock: real, log, store = new MemoryStore(BOUNDS) }: CaptureEnvironment,
  signal: AbortSignal,
): Promise<OpenedCapture> {
  const clock = new CaptureClock(real);
  const history = new History({
    graph: intake.graph,
    closing: intake.graph,
    raw: new EveryFlow(intake.graph),
    store,
    spool: new Spool(undefined),
    diskLevel: () => 'enough',
    stoodStill: 'the recording holds nothing of this time',
    clock,
    log,
    ledger: intake.ledger,
    nodesHeard: () => ({ nodes: new Map(), silentSinceMs: undefined }),
  });
  const report = await takeInCapture(path, { intake, history, clock }, signal);
  return { intake, history, clock, report };
}

/** A recording is taken in whole, in order of time, as if it came from a relay: then it is history. */
async function takeInCapture(
  path: string,
  { intake, history, clock }: { readonly intake: Intake; readonly history: History; readonly clock: CaptureClock },
  signal: AbortSignal,
): Promise<CaptureReport> {
  const written = new AbortController();
  const writing: Promise<void>[] = [];
  let closedMs = 0;
  let steppedMs = 0;
  const begin = async (timeMs: number): Promise<void> => {
    clock.moveTo(timeMs);
    await history.begin(signal);
    writing.push(history.writer.run(written.signal));
    closedMs = timeMs;
  };
  const moveTo = async (timeMs: number): Promise<void> => {
    clock.moveTo(timeMs);
    intake.advanceTo(timeMs);
    steppedMs = timeMs;
    if (timeMs - closedMs < BUCKET_MS) return;
    closedMs = timeMs;
    await history.catchUp(signal);
  };
  try {
    const report = await readCapture(
      path,
      ({ timeMs, bytes }) => {
        if (closedMs === 0) return begin(timeMs).then(() => intake.accept(bytes, 0, bytes.length, timeMs));
        const isDue = timeMs - steppedMs >= STEP_MS;
        if (isDue) return moveTo(timeMs).then(() => intake.accept(bytes, 0, bytes.length, timeMs));
        clock.moveTo(timeMs);
        intake.accept(bytes, 0, bytes.length, timeMs);
        return undefined;
      },
      signal,
    );
    await moveTo(report.toMs + CLOSE_ALL_MS);
    while (history.writer.waitingBatches > 0) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    return report;
  } finally {
    written.abort();
    await Promise.all(writing);
  }
}
