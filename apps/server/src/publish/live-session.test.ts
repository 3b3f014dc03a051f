import { expect, test } from 'vitest';
import { DEFAULT_LIVE_LIMITS } from './live-limits.ts';
import { LiveSession } from './live-session.ts';
import { LiveCounters } from './live-stats.ts';
import { UnreadBytes } from './unread-bytes.ts';

const KB = 1024;
const PATCH = new Uint8Array(10 * KB);
const SNAPSHOT = new Uint8Array(900 * KB);

/** A socket whose other end reads only when told so. */
class Pipe {
  /** What is neither in the kernel nor read. */
  bufferedAmount = 0;
  readonly sent: ('patch' | 'snapshot')[] = [];
  answer: (payload: Buffer) => void = () => {};
  readonly #kernelBytes: number;
  #inside: (number | Buffer)[] = [];
  #messageBytes = 0;

  constructor(kernelBytes: number) {
    this.#kernelBytes = kernelBytes;
  }

  send(part: Uint8Array, { fin }: { readonly fin: boolean }): void {
    this.#inside.push(part.length);
    this.#measure();
    this.#messageBytes += part.length;
    if (!fin) return;
    this.sent.push(this.#messageBytes === SNAPSHOT.length ? 'snapshot' : 'patch');
    this.#messageBytes = 0;
  }

  ping(payload: Buffer): void {
    this.#inside.push(payload);
  }

  read(bytes: number): void {
    let left = bytes;
    while (this.#inside.length > 0) {
      const [first] = this.#inside;
      if (typeof first === 'number' && left < first) {
        this.#inside[0] = first - left;
        break;
      }
      this.#inside.shift();
      if (typeof first === 'number') left -= first;
      else this.answer(first);
    }
    this.#measure();
  }

  get unreadBytes(): number {
    return this.#inside.reduce<number>((sum, item) => sum + (typeof item === 'number' ? item : 0), 0);
  }

  #measure(): void {
    this.bufferedAmount = Math.max(0, this.unreadBytes - this.#kernelBytes);
  }
}

function setup(kernelBytes = 0) {
  const pipe = new Pipe(kernelBytes);
  const session = new LiveSession(pipe, DEFAULT_LIVE_LIMITS, new LiveCounters(), 0);
  pipe.answer = (payload) => session.answered(payload);
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

test('[PUB-62] a page that does not read falls behind at 512 KiB, however much the kernel would take', () => {
  const { pipe, session, offer } = setup(64 * KB * KB);
  for (let tick = 0; tick < 200; tick += 1) offer(tick * 100);
  expect(session.state.kind).toBe('behind');
  expect(pipe.bufferedAmount).toBe(0);
  expect(pipe.unreadBytes).toBe(SNAPSHOT.length + 52 * PATCH.length);

  pipe.read(SNAPSHOT.length);
  offer(20_100);
  expect(pipe.sent.at(-1)).toBe('patch');
  pipe.read(500 * KB);
  offer(20_200);
  expect(pipe.sent.at(-1)).toBe('snapshot');
});

test('[PUB-62] a page that reads is never behind, however long it is open', () => {
  const { pipe, session, offer } = setup(64 * KB * KB);
  for (let tick = 0; tick < 5000; tick += 1) {
    offer(tick * 250);
    pipe.read(SNAPSHOT.length);
  }
  expect(session.state).toEqual({ kind: 'current' });
  expect(pipe.sent.filter((message) => message === 'snapshot')).toHaveLength(1);
});

test('[PUB-62] answers that nobody asked for change nothing', () => {
  const unread = new UnreadBytes();
  const ping = unread.add(200 * KB);
  unread.add(10 * KB);
  for (const payload of ['', '-1', '1e5', '999999999', 'x', String(205 * KB)]) unread.answered(Buffer.from(payload));
  expect(unread.count).toBe(210 * KB);
  unread.answered(ping!);
  expect(unread.count).toBe(10 * KB);
  unread.answered(Buffer.from('5'));
  expect(unread.count).toBe(10 * KB);
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
