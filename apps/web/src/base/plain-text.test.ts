import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test('[WEB-12] what cannot be seen or turns the reading direction is written out', () => {
  expect(plainText('\u202Eevil\u2066')).toBe('\\u202Eevil\\u2066');
  expect(plainText('a\u200Bb\uFEFF\u0000\u001B[31m\r\n')).toBe('a\\u200Bb\\uFEFF\\u0000\\u001B[31m\\u000D\\u000A');
  expect(plainText('\u{E0041}')).toBe('\\u{E0041}');
  expect(plainText('\uD83D')).toBe('\\uD83D');
});

test('[WEB-12] what can be read stays as it is, markup included', () => {
  for (const text of ['<img src=x onerror=alert(1)>', '__proto__', 'ünïcode 日本 💩', 'عربى', ''])
    expect(plainText(text)).toBe(text);
});

test('[WEB-191] marks above and below a letter do not pile up, and letters with their marks stay', () => {
  expect(plainText('z\u0334\u0336\u0337\u0338a\u0300')).toBe('z\u0334\u0336a\u0300');
  expect(plainText(`a${'\u0316'.repeat(500)}b`)).toBe('a\u0316\u0316b');
  expect(plainText('e\u0302\u0301 שָׁ')).toBe('e\u0302\u0301 שָׁ');
});

test('[WEB-12] what is no character is written out', () => {
  expect(plainText('a\uFFFF\uFDD0')).toBe('a\\uFFFF\\uFDD0');
});

test('[WEB-13] long text is cut, says how long it was, and no character is cut in two', () => {
  expect(plainText('A'.repeat(10_000))).toBe(`${'A'.repeat(120)}… (10000 characters)`);
  expect(plainText('ab💩cd', 3)).toBe('ab… (6 characters)');
});
