import { expect, test } from 'vitest';
import { fittingSpan, pannedExtent, stripExtent, zoomedSpan } from './strip-span.ts';
import { FIRST_VIEW, formatView, parseView } from './url-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const END = 1_000 * HOUR;
const HISTORY = { fromMs: END - 500 * HOUR, toMs: END };
const minutesAgo = (from: number, to: number) => ({ fromMs: END - from * MINUTE, toMs: END - to * MINUTE });

test('[WEB-326] the strip fits what is looked at, with room beside it, or what there is', () => {
  expect(fittingSpan(minutesAgo(10, 0), HISTORY)).toBe('1h');
  expect(fittingSpan(minutesAgo(5, 0), HISTORY)).toBe('15m');
  expect(fittingSpan(minutesAgo(300, 0), HISTORY)).toBe('24h');
  expect(fittingSpan(minutesAgo(60 * 24 * 20, 0), HISTORY)).toBe('all');
  expect(fittingSpan(undefined, HISTORY)).toBe('1h');
  expect(fittingSpan(undefined, minutesAgo(12, 0))).toBe('15m');
  expect([zoomedSpan('15m', -1), zoomedSpan('15m', 1), zoomedSpan('all', 1)]).toEqual(['15m', '1h', 'all']);
});

test('[WEB-326] the strip ends where the history does, and a range of before stands in its middle', () => {
  const hour = minutesAgo(60, 0);
  expect(stripExtent('1h', undefined, HISTORY, undefined)).toEqual(hour);
  expect(stripExtent('1h', minutesAgo(20, 10), HISTORY, undefined)).toEqual(hour);
  expect(stripExtent('1h', minutesAgo(250, 240), HISTORY, undefined)).toEqual(minutesAgo(275, 215));
  expect(stripExtent('all', undefined, HISTORY, undefined)).toEqual(HISTORY);
  expect(stripExtent('all', undefined, minutesAgo(2, 0), undefined)).toEqual(minutesAgo(15, 0));
});

test('[WEB-326] a strip that shows the range stays where it is, and follows the end of the history without one', () => {
  const before = minutesAgo(60, 0);
  const later = { ...HISTORY, toMs: END + MINUTE };
  expect(stripExtent('1h', minutesAgo(20, 10), later, before)).toBe(before);
  expect(stripExtent('1h', undefined, later, before)).toEqual({ fromMs: END - 59 * MINUTE, toMs: END + MINUTE });
  expect(stripExtent('1h', minutesAgo(80, 70), later, before)).not.toEqual(before);
  expect(stripExtent('6h', minutesAgo(20, 10), later, before).toMs).toBe(END + MINUTE);
});

test('[WEB-326] a strip is moved no farther than the history goes', () => {
  const hour = minutesAgo(60, 0);
  expect(pannedExtent(hour, -30 * MINUTE, HISTORY)).toEqual(minutesAgo(90, 30));
  expect(pannedExtent(hour, 30 * MINUTE, HISTORY)).toEqual(hour);
  expect(pannedExtent(hour, -9000 * HOUR, HISTORY).fromMs).toBe(HISTORY.fromMs - 30 * MINUTE);
});

test('[WEB-326] how much the strip shows survives its address', () => {
  for (const strip of [undefined, 'fit', '15m', '30d', 'all'] as const) {
    expect(parseView(formatView({ ...FIRST_VIEW, strip })).strip).toBe(strip);
  }
  expect(parseView('?strip=2h').strip).toBe(undefined);
});
