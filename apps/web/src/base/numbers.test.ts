import { expect, test } from 'vitest';
import { shortNumber } from './numbers.ts';

test('[WEB-14] a figure never takes more than six characters', () => {
  const numbers = [0, 9_999, 10_000, 12_345, 99_949, 99_950, 999_499, 999_500, 12_345_678, 4_294_967_295];
  expect(numbers.map(shortNumber)).toEqual([
    '0',
    '9,999',
    '10.0k',
    '12.3k',
    '99.9k',
    '100k',
    '999k',
    '1.0M',
    '12.3M',
    '4.3G',
  ]);
});
