import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';

import type { Clock } from '../base/clock.ts';

/** Longest stretch of work before everybody else has a turn. */
const SLICE_MS = 2;
const WRITE_CHARACTERS = 64 * 1024;

/** Who pays for long work, and when it is no longer wanted. */
export interface Turn {
  readonly clock: Clock;
  /** Aborted when the client left. */
  readonly signal: AbortSignal;
  /** A reader that takes nothing for so long is given up. */
  readonly stalledReaderMs: number;
}

/** Runs the work to its end, a slice at a time. Each `next` of it should take well under a millisecond. */
export async function runInSlices<Result>(work: Iterator<unknown, Result, undefined>, turn: Turn): Promise<Result> {
  for (;;) {
    const sliceEnd = turn.clock.monotonicMs() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (turn.clock.monotonicMs() < sliceEnd);
    await setImmediate();
    turn.signal.throwIfAborted();
  }
}

/** Sends text piece by piece, at the pace of the reader. At most one write's worth is held here. */
export async function sendInSlices(response: ServerResponse, pieces: Iterable<string>, turn: Turn): Promise<void> {
  let waiting = '';
  let sliceEnd = turn.clock.monotonicMs() + SLICE_MS;
  for (const piece of pieces) {
    waiting += piece;
    const isSliceOver = turn.clock.monotonicMs() >= sliceEnd;
    if (waiting.length < WRITE_CHARACTERS && !isSliceOver) continue;
    if (waiting.length >= WRITE_CHARACTERS) {
      const hasRoom = response.write(waiting);
      waiting = '';
      if (!hasRoom) await drained(response, turn);
    }
    await setImmediate();
    turn.signal.throwIfAborted();
    sliceEnd = turn.clock.monotonicMs() + SLICE_MS;
  }
  response.end(waiting);
}

async function drained(response: ServerResponse, turn: Turn): Promise<void> {
  if (!response.writableNeedDrain) return;
  const signal = AbortSignal.any([turn.signal, AbortSignal.timeout(turn.stalledReaderMs)]);
  try {
    await once(response, 'drain', { signal });
  } catch (reason) {
    signal.throwIfAborted();
    throw reason;
  }
}

/** `[a,b,c]` of the rows, piece by piece. */
export function* jsonArray(rows: Iterable<unknown>): Generator<string> {
  let separator = '[';
  for (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield separator === '[' ? '[]' : ']';
}
