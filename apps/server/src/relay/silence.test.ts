import { expect, test } from 'vitest';
import { Silence } from './silence.ts';

test('[RLY-60] silence is the time since the server was heard', () => {
  const silence = new Silence(1000);
  expect([1200, 1400, 1900].map((nowMs) => silence.look(nowMs))).toEqual([200, 400, 900]);
  silence.heard(2000);
  expect(silence.look(2300)).toBe(300);
});

test('[RLY-63] time in which this process stood still counts as half a second of silence', () => {
  const silence = new Silence(0);
  silence.look(200);
  expect([12_200, 12_400].map((nowMs) => silence.look(nowMs))).toEqual([700, 900]);
});
