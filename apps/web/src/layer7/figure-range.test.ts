import { expect, test } from 'vitest';
import { momentOf, type EdgeMoment } from '../view/edge-moment.ts';
import { countCell, figureTime } from './figure-range.ts';

const NOW_MS = 1_000_000;

test('[WEB-288] a rate is of the range that the server answered for, up to now', () => {
  const time = figureTime({ fromMs: NOW_MS - 66_000, toMs: NOW_MS + 4000 }, moment({}));
  expect(time).toEqual({ seconds: 66, words: 'in the last minute' });
  expect(countCell(33, time)).toBe('30');
});

test('[WEB-288] time before the server listened, and time in which nobody was heard, is no time of a rate', () => {
  const range = { fromMs: NOW_MS - 300_000, toMs: NOW_MS };
  const listened = moment({ windowSeconds: 300, options: { listeningSinceMs: NOW_MS - 120_000 } });
  expect(figureTime(range, listened).seconds).toBe(120);
  const silences = [{ fromMs: NOW_MS - 200_000, toMs: NOW_MS - 100_000 }];
  const heard = { fromMs: NOW_MS - 300_000, toMs: NOW_MS, silences };
  expect(figureTime(range, moment({ windowSeconds: 300, heard })).seconds).toBe(200);
});

test('[WEB-288] another range than the window is told with its times, and figures of all time are no rates', () => {
  const other = figureTime({ fromMs: NOW_MS - 600_000, toMs: NOW_MS }, moment({}));
  expect(other.words).toMatch(/^from \d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/);
  const total = figureTime(undefined, moment({}));
  expect(total).toEqual({ seconds: undefined, words: 'since first seen' });
  expect(countCell(12_000, total)).toBe('12.0k');
});

function moment(change: Partial<EdgeMoment>): EdgeMoment {
  return { ...momentOf(undefined, { listeningSinceMs: undefined }), timeMs: NOW_MS, ...change };
}
