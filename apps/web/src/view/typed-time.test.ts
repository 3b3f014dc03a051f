import { expect, test } from 'vitest';
import { parseTyped, typedText } from './typed-time.ts';

const NOW = new Date(2026, 10, 20, 14, 13, 20).getTime();
const local = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  new Date(year, month, day, hour, minute, second).getTime();

test('[WEB-323] times are typed as people write them, in the zone of the browser', () => {
  expect(parseTyped('14:03', NOW)).toBe(local(2026, 10, 20, 14, 3));
  expect(parseTyped(' 9:03:20 ', NOW)).toBe(local(2026, 10, 20, 9, 3, 20));
  expect(parseTyped('2026-11-19 9:03', NOW)).toBe(local(2026, 10, 19, 9, 3));
  expect(parseTyped('2026-11-19T14:03:20', NOW)).toBe(local(2026, 10, 19, 14, 3, 20));
  expect(parseTyped('2026-11-19', NOW)).toBe(local(2026, 10, 19));
  expect(parseTyped('2026-11-19t14:03:20z', NOW)).toBe(Date.UTC(2026, 10, 19, 14, 3, 20));
  expect(parseTyped('2026-11-19 14:03:20+01:00', NOW)).toBe(Date.UTC(2026, 10, 19, 13, 3, 20));
  expect(parseTyped('-2h', NOW)).toBe(NOW - 7_200_000);
  expect(parseTyped('-1h 30min', NOW)).toBe(NOW - 5_400_000);
  expect(parseTyped('−90s', NOW)).toBe(NOW - 90_000);
  expect(parseTyped('now', NOW)).toBe(NOW);
});

test('[WEB-323] a time without a day is the last such time that was', () => {
  expect(parseTyped('14:13:20', NOW)).toBe(NOW);
  expect(parseTyped('14:13:21', NOW)).toBe(local(2026, 10, 19, 14, 13, 21));
  expect(parseTyped('23:59', local(2026, 0, 1, 0, 5))).toBe(local(2025, 11, 31, 23, 59));
});

test('[WEB-323] what is no time is none', () => {
  for (const text of [
    '',
    '24:00',
    '14:60',
    '14',
    '2h',
    '-',
    '-2',
    '-2y',
    '2026-13-01',
    '20.11.2026',
    '-999999d',
    '<b>',
  ]) {
    expect(parseTyped(text, NOW)).toBe(undefined);
  }
});

test('[WEB-323] what the fields say is understood again, with its day where that is another one', () => {
  expect(typedText(NOW - 60_000, NOW)).toBe('14:12:20');
  expect(typedText(NOW - 86_400_000, NOW)).toBe('2026-11-19 14:13:20');
  for (const ms of [NOW, NOW - 5000, NOW - 86_400_000, NOW - 400 * 86_400_000]) {
    expect(parseTyped(typedText(ms, NOW), NOW)).toBe(ms);
  }
});
