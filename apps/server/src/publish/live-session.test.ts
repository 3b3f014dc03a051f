import { expect, test } from 'vitest';
import { DEFAULT_LIVE_LIMITS } from './live-limits.ts';
import { LiveSession } from './live-session.ts';
import { LiveCounters } from './live-stats.ts';

const KB = 1024;
const PATCH = new Uint8Array(10 * KB);
const SNAPSHOT = new Uint8Array(900 * KB);

/** A socket whose other end reads only when told so. */
class Pipe {
  bufferedAmount = 0;
  readonly sent: ('patch' | 'snapshot')[] = [];

  send(bytes: Uint8Array): void {
    this.bufferedAmount += bytes.length;
    this.sent.push(bytes === SNAPSHOT ? 'snapshot' : 'patch');
  }

  read(bytes: number): void {
    this.bufferedAmount = Math.max(0, this.bufferedAmount - bytes);
  }
}

function setup() {
  const pipe = new Pipe();
  const session = new LiveSession(pipe, DEFAULT_LIVE_LIMITS, new LiveCounters(), 0);
  return { pipe, session, offer: (clockMs: number) => session.offer(PATCH, () => SNAPSHOT, clockMs) };
}

test('[PUB-13] a big snapshot does not put its own reader behind', () => {
  const { pipe, session, offer } = setup();
  for (let tick = 0; tick < 12; tick += 1) {
    offer(tick * 250);
    pipe.read(100 * KB);
  }
  expect(pipe.sent).toEqual(['snapshot', ...Array.from({ length: 11 }, () => 'patch')]);
  expect(session.state).toEqual({ kind: 'current' });
});

test('[PUB-13] what is queued for one page stays under four megabytes', () => {
  const { pipe, offer } = setup();
  for (let tick = 0; tick < 100; tick += 1) offer(tick * 250);
  expect(pipe.bufferedAmount).toBeLessThan(4 * KB * KB);
});

test('[PUB-14] a page is ended when it has been behind for thirty seconds, or for ten with four megabytes queued', () => {
  const slow = setup();
  slow.offer(0);
  slow.pipe.bufferedAmount = 2 * KB * KB;
  expect([1000, 11_100, 30_900, 31_100].map((clockMs) => slow.offer(clockMs))).toEqual([
    undefined,
    undefined,
    undefined,
    'stalled',
  ]);

  const full = setup();
  full.offer(0);
  full.pipe.bufferedAmount = 5 * KB * KB;
  expect([1000, 10_900, 11_100].map((clockMs) => full.offer(clockMs))).toEqual([undefined, undefined, 'too-full']);
});
