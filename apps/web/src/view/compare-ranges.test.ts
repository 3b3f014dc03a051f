import { expect, test } from 'vitest';
import { aroundMoment, earlierRanges, rangeToCompare } from './compare-ranges.ts';
import type { PastRange } from './past-range.ts';
import { FIRST_VIEW, formatView, parseView, withinAddress } from './url-state.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;

const clock = (ms: number): string => new Date(ms).toISOString().slice(5, 19);
const drawn = ({ fromMs, toMs }: PastRange): string => `${clock(fromMs)} to ${clock(toMs)}`;

test('[WEB-350] both ranges are in the address, and without the later one there is none to compare', () => {
  const range = { fromMs: NOON, toMs: NOON + 10 * MINUTE };
  const before = { fromMs: NOON - 20 * MINUTE, toMs: NOON - 10 * MINUTE };
  const view = { ...FIRST_VIEW, range, before };
  const search = formatView(view);
  expect(decodeURIComponent(search)).toBe(
    '?since=2026-11-20T12:00:00Z&until=2026-11-20T12:10:00Z' +
      '&before_since=2026-11-20T11:40:00Z&before_until=2026-11-20T11:50:00Z',
  );
  expect(parseView(search)).toEqual(view);
  expect(parseView('?before_since=2026-11-20T11:40:00Z&before_until=2026-11-20T11:50:00Z').before).toBeUndefined();
  expect(parseView(search.replace('before_until', 'befor_until')).before).toBeUndefined();
  expect(withinAddress({ ...view, range: undefined }).before).toBeUndefined();
});

test('[WEB-351] a range is compared with as long before it, with ten minutes, or with the same time of other days', () => {
  const tenMinutes = { fromMs: NOON, toMs: NOON + 10 * MINUTE };
  expect(earlierRanges(tenMinutes).map(({ name, before }) => `${name}: ${drawn(before)}`)).toEqual([
    'The 10 minutes before: 11-20T11:50:00 to 11-20T12:00:00',
    'An hour earlier: 11-20T11:00:00 to 11-20T11:10:00',
    'A day earlier: 11-19T12:00:00 to 11-19T12:10:00',
    'A week earlier: 11-13T12:00:00 to 11-13T12:10:00',
  ]);
  const names = (lengthMs: number): string[] =>
    earlierRanges({ fromMs: NOON, toMs: NOON + lengthMs }).map(({ name }) => name);
  expect(names(50_000).slice(0, 2)).toEqual(['The 50 s before', 'The 10 minutes before']);
  expect(names(60 * MINUTE)).toEqual(['The hour before', 'The 10 minutes before', 'A day earlier', 'A week earlier']);
  expect(names(7 * 1440 * MINUTE)).toEqual(['The 7 days before', 'The 10 minutes before']);
  expect(earlierRanges({ fromMs: 0, toMs: MINUTE })).toEqual([]);
});

test('[WEB-351] where nobody chose a range, the ten minutes up to now are compared', () => {
  expect(drawn(rangeToCompare(undefined, NOON + 17_300))).toBe('11-20T11:50:10 to 11-20T12:00:10');
  const chosen = { fromMs: 1000, toMs: 2000 };
  expect(rangeToCompare(chosen, NOON)).toBe(chosen);
});

test('[WEB-351] around a change there is as long after it as before, and nothing of the moment itself', () => {
  const around = (nowMs: number): string[] => {
    const pair = aroundMoment(NOON + 3_200, 10 * MINUTE, nowMs);
    return pair === undefined ? [] : [drawn(pair.before), drawn(pair.range)];
  };
  expect(around(NOON + 60 * MINUTE)).toEqual(['11-20T11:50:00 to 11-20T12:00:00', '11-20T12:00:10 to 11-20T12:10:10']);
  expect(around(NOON + 95_000)[1]).toBe('11-20T12:00:10 to 11-20T12:01:30');
  expect(around(NOON + 4_000)[1]).toBe('11-20T12:00:10 to 11-20T12:00:20');
  expect(aroundMoment(3000, 10 * MINUTE, NOON)).toBeUndefined();
});
