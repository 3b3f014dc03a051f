import { expect, test } from 'vitest';
import type { Subject } from './ast.ts';
import { suggest } from './complete.ts';

const KNOWN = new Map<Subject, readonly string[]>([
  ['namespace', ['shop', 'workshop', 'pay']],
  ['interface', ['a b', 'eth0']],
]);

/** The queries that the suggestions make of the text; the caret is at `|`. */
function offered(drawn: string): string[] {
  const caret = drawn.indexOf('|');
  const text = drawn.replace('|', '');
  return suggest(text, caret, KNOWN).map((s) => text.slice(0, s.from) + s.text + text.slice(s.to));
}

test.each([
  ['verd|', ['verdict:']],
  ['port:80 -verd|', ['port:80 -verdict:']],
  ['direc|', ['traffic-direction:']],
  ['namespace:sh|', ['namespace:shop', 'namespace:workshop']],
  ['from-namespace:pay,sh| port:80', ['from-namespace:pay,shop port:80', 'from-namespace:pay,workshop port:80']],
  ['interface:a|', ['interface:"a b"']],
  ['interface:"a |', ['interface:"a b"']],
  ['verdict:dr|', ['verdict:DROPPED']],
  ['nope:|', []],
  ['"a verd|', []],
])('[QRY-40] %s is completed to %j', (drawn, completed) => {
  expect(offered(drawn)).toEqual(completed);
});

test('[QRY-40] without any text all fields are offered, as many as fit', () => {
  expect(offered('|').slice(0, 3)).toEqual(['namespace:', 'from-namespace:', 'to-namespace:']);
  expect(offered('|')).toHaveLength(20);
});

test('[QRY-40] what occurs is offered before what may always be written', () => {
  const known = new Map<Subject, readonly string[]>([['verdict', ['AUDIT', 'FORWARDED']]]);
  const labels = suggest('verdict:', 8, known).map(({ label }) => label);
  expect(labels.slice(0, 3)).toEqual(['AUDIT', 'FORWARDED', 'DROPPED']);
  expect(new Set(labels).size).toBe(labels.length);
});
