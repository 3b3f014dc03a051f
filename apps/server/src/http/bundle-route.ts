import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Response } from 'express';

import { writeBundle } from '../evidence/bundle.ts';
import { bundleAsk, bundleSource } from './bundle-question.ts';
import { Parameters } from './parameters.ts';
import { storeAway } from './past-graph.ts';
import { searchOf, type Route } from './route.ts';
import { timeText } from './time-range.ts';

/** A reader that takes nothing for so long is given up. */
const STALLED_MS = 60_000;
const LOOK_MS = 5000;

/** `GET /api/v1/bundle?q=&since=&until=`: the evidence of a range as a zip, as fast as the reader takes it. */
export const bundleRoute: Route = async (context, request, response, turn) => {
  const parameters = new Parameters(searchOf(request), ['q', 'since', 'until']);
  const asked = { q: parameters.text('q'), since: parameters.text('since'), until: parameters.text('until') };
  const ask = bundleAsk(context, asked, request.socket.remoteAddress ?? '', Infinity);
  const source = bundleSource(context);
  // Before the first byte, so that a store that is away is told in words.
  await storeAway(() => source.store.newestBatch());
  beginZip(response, `orrery-${stamp(ask.range.from)}-${stamp(ask.range.to)}.zip`);
  const paced = new PassThrough();
  paced.pipe(response);
  await untilStalled(response, turn.signal, (signal) => writeBundle(source, ask, paced, signal));
  await finished(response, { signal: turn.signal });
};

export function beginZip(response: Response, name: string): void {
  response.setHeader('Content-Type', 'application/zip');
  response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
}

/** Runs work that ends when its reader left or takes nothing any more. */
export async function untilStalled(
  response: Response,
  left: AbortSignal,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const stalled = new AbortController();
  const { socket } = response;
  let takenBytes = 0;
  let sinceMs = performance.now();
  const timer = setInterval(() => {
    const taken = socket?.bytesWritten ?? 0;
    const isWaiting = response.writableLength > 0 || response.writableNeedDrain;
    if (taken !== takenBytes || !isWaiting) {
      takenBytes = taken;
      sinceMs = performance.now();
    } else if (performance.now() - sinceMs > STALLED_MS) {
      stalled.abort(new DOMException('the reader takes nothing', 'TimeoutError'));
    }
  }, LOOK_MS).unref();
  try {
    await work(AbortSignal.any([left, stalled.signal]));
  } finally {
    clearInterval(timer);
  }
}

/** `20261120-093000Z` */
export function stamp(second: number): string {
  return (timeText(second * 1000) ?? '').slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-').concat('Z');
}
