import { describe, expect, test } from 'vitest';

import { parseTime, parseTimes, secondRange } from './time-range.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 9, 30);

describe('[API-2] a time is RFC 3339, now, or a duration back from now', () => {
  test.each([
    ['now', '2026-11-20T09:30:00.000Z'],
    ['-15m', '2026-11-20T09:15:00.000Z'],
    ['-1h30m', '2026-11-20T08:00:00.000Z'],
    ['-90s', '2026-11-20T09:28:30.000Z'],
    ['-1.5h', '2026-11-20T08:00:00.000Z'],
    ['-500ms', '2026-11-20T09:29:59.500Z'],
    ['-2d', '2026-11-18T09:30:00.000Z'],
    ['2026-11-20T09:00:00Z', '2026-11-20T09:00:00.000Z'],
    ['2026-11-20t09:00:00.123456789z', '2026-11-20T09:00:00.123Z'],
    ['2026-11-20T09:00:00+02:00', '2026-11-20T07:00:00.000Z'],
    ['2026-11-20T09:00:00 02:00', '2026-11-20T07:00:00.000Z'],
    ['2026-11-20T09:00:00-05:30', '2026-11-20T14:30:00.000Z'],
  ])('%s', (text, time) => {
    expect(new Date(parseTime('since', text, NOW_MS)).toISOString()).toBe(time);
  });
  test.each([
    '15m',
    '-',
    '-m',
    '-5',
    '-5 m',
    '--5m',
    '-1e9h',
    '2026-11-20',
    '2026-11-20T09:00:00',
    '2026-13-40T09:00:00Z',
    '1763631000',
    'yesterday',
    '-999999999d',
    `-${'1s'.repeat(5000)}x`,
  ])('%s is refused', (text) => {
    expect(() => parseTime('since', text, NOW_MS)).toThrow('since is not a time');
  });
});

test('[API-2] since has to be before until', () => {
  expect(() => parseTimes('now', '-1m', NOW_MS)).toThrow('since is not before until');
  expect(() => parseTimes('-1m', '-1m', NOW_MS)).toThrow('since is not before until');
  expect(parseTimes(undefined, undefined, NOW_MS)).toEqual({ sinceMs: undefined, untilMs: undefined });
});

describe('[API-2] a range is rounded outward to seconds, and one that ends now takes in clocks that are ahead', () => {
  test.each([
    [undefined, undefined, -900, 5],
    ['-60s', undefined, -60, 5],
    ['-60s', 'now', -60, 5],
    ['-2000ms', '-1500ms', -2, -1],
    [undefined, '-10m', -1500, -600],
    ['-1m', '2027-01-01T00:00:00Z', -60, 5],
    ['2027-01-01T00:00:00Z', undefined, 5, 5],
  ])('%s to %s', (since, until, from, to) => {
    const range = secondRange(parseTimes(since, until, NOW_MS), NOW_MS, 900);
    expect([range.from - NOW_MS / 1000, range.to - NOW_MS / 1000]).toEqual([from, to]);
  });
});
