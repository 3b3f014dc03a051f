import { expect, test } from 'vitest';
import { inWindow, lastWindow, rangeText, windowText } from './time-window.ts';

test('[WEB-328] lengths of time are told in their two largest units', () => {
  const told = [0, 7, 60, 900, 3600, 22_200, 86_400, 93_600, 604_800, 90_061].map(windowText);
  expect(told).toEqual(['0 s', '7 s', '1 min', '15 min', '1 h', '6 h 10 min', '1 d', '1 d 2 h', '7 d', '1 d 1 h']);
  expect(windowText(3605)).toBe('1 h');
});

test('[WEB-328] a window of the past is never called the last one', () => {
  expect([60, 300, 900].map((windowSeconds) => lastWindow({ windowSeconds }))).toEqual([
    'the last minute',
    'the last 5 minutes',
    'the last 15 minutes',
  ]);
  const past = (windowSeconds: number) => ({ windowSeconds, isPast: true as const });
  expect([60, 600, 3600, 22_200, 70].map((seconds) => lastWindow(past(seconds)))).toEqual([
    'this minute',
    'these 10 minutes',
    'this hour',
    'these 6 h 10 min',
    'these 1 min 10 s',
  ]);
  expect([inWindow({ windowSeconds: 60 }), inWindow(past(600))]).toEqual(['in the last 1 min', 'in these 10 min']);
});

test('[WEB-328] a range of today is told by its times, another one with its days', () => {
  const at = (day: number, hour: number): number => new Date(2026, 10, day, hour, 3, 20).getTime();
  expect(rangeText(at(20, 14), at(20, 15), at(20, 18))).toBe('14:03:20 – 15:03:20');
  expect(rangeText(at(20, 14), at(20, 15), at(21, 18))).toBe('20 Nov 14:03:20 – 15:03:20');
  expect(rangeText(at(19, 23), at(20, 1), at(20, 18))).toBe('19 Nov 23:03:20 – 20 Nov 01:03:20');
});
