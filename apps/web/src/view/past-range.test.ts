import { expect, test } from 'vitest';
import { formatTime, parseRange, type PastRange } from './past-range.ts';
import { FIRST_VIEW, formatView, parseView, type View } from './url-state.ts';

const TEN_MINUTES: PastRange = { fromMs: Date.UTC(2026, 10, 20, 14, 3, 20), toMs: Date.UTC(2026, 10, 20, 14, 13, 20) };

test('[WEB-320] a range of the past survives its address, to the second', () => {
  const view: View = { ...FIRST_VIEW, range: TEN_MINUTES };
  expect(new URLSearchParams(formatView(view)).get('since')).toBe('2026-11-20T14:03:20Z');
  expect(parseView(formatView(view))).toEqual(view);
  expect(formatView(FIRST_VIEW)).toBe('');
});

test('[WEB-320] an address may say its range with an offset, with fractions or in milliseconds, which widen it', () => {
  const { fromMs, toMs } = TEN_MINUTES;
  for (const [since, until] of [
    ['2026-11-20T15:03:20+01:00', '2026-11-20T14:13:20z'],
    ['2026-11-20T15:03:20 01:00', '2026-11-20t14:13:19.2Z'],
    ['2026-11-20T14:03:20.999Z', String(toMs - 1)],
    [String(fromMs + 1), formatTime(toMs)],
  ]) {
    expect(parseRange(since, until)).toEqual(TEN_MINUTES);
  }
});

test('[WEB-320] half a range, one that ends before it begins, and nonsense are no range', () => {
  const [since, until] = [TEN_MINUTES.fromMs, TEN_MINUTES.toMs].map(formatTime);
  for (const [from, to] of [
    [since, null],
    [null, until],
    [until, since],
    [since, since],
    ['yesterday', until],
    [since, '2026-13-20T14:13:20Z'],
    ['-1', until],
    ['__proto__', 'constructor'],
  ]) {
    expect(parseRange(from, to)).toBe(undefined);
  }
});
