import { expect, test } from 'vitest';
import { axisTicks } from './axis-ticks.ts';

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();
const texts = (fromMs: number, toMs: number, most: number) => axisTicks({ fromMs, toMs }, most).map(({ text }) => text);

test('[WEB-326] times below the strip are round, as many as fit, and days begin with their name', () => {
  expect(texts(at(20, 14, 3), at(20, 15, 3), 7)).toEqual(['14:10', '14:20', '14:30', '14:40', '14:50', '15:00']);
  expect(texts(at(20, 14, 3) + 7000, at(20, 14, 4), 6)).toEqual([
    '14:03:10',
    '14:03:20',
    '14:03:30',
    '14:03:40',
    '14:03:50',
    '14:04:00',
  ]);
  expect(texts(at(19, 20, 30), at(20, 2), 6)).toEqual(['21:00', '22:00', '23:00', '20 Nov', '01:00', '02:00']);
  const day = ['06:00', '12:00', '18:00'];
  expect(texts(at(19, 3), at(22, 3), 12)).toEqual([...day, '20 Nov', ...day, '21 Nov', ...day, '22 Nov']);
  expect(texts(at(1, 5), at(9, 5), 8)).toEqual([
    '2 Nov',
    '3 Nov',
    '4 Nov',
    '5 Nov',
    '6 Nov',
    '7 Nov',
    '8 Nov',
    '9 Nov',
  ]);
});

test('[WEB-326] a strip without room has few times, and never many', () => {
  expect(axisTicks({ fromMs: at(1, 0), toMs: at(1, 0) + 3e12 }, 1000).length).toBeLessThanOrEqual(60);
  expect(axisTicks({ fromMs: at(1, 0), toMs: at(2, 0) }, 0).length).toBeLessThanOrEqual(2);
});
