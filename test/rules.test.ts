import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, pathsBelow } from './architecture/house-files.ts';
import { testTitles } from './architecture/test-titles.ts';

/** A rule as docs/rules.md states it: `- **AGG-2** A flow leaves …`. */
const STATED = /\*\*([A-Z][A-Z0-9]*-\d+)\*\*/g;
const CITED = /\[([A-Z][A-Z0-9]*-\d+)\]/g;

test('[HOUSE-5] every rule is cited by a test, every citation exists, and no number is used twice', () => {
  expect(complaintsAbout(readFileSync(join(ROOT, 'docs/rules.md'), 'utf8'), readTests())).toEqual([]);
});

test('[HOUSE-5] a rule without a test, a citation without a rule and a number used twice are found', () => {
  const rules = '- **AGG-1** One.\n- **AGG-2** Two.\n- **AGG-2** Again.\n- **AGG-3** Three.';
  const tests = new Map([
    [
      'a.test.ts',
      'test(\'[AGG-1] one\', () => {});\ntest.each([1])("[AGG-3] three", () => {});\n// [AGG-2] in a comment',
    ],
    ['b.test.ts', 'test(\n  `[AGG-9] nine [AGG-1]`,\n  () => {},\n);'],
  ]);
  expect(complaintsAbout(rules, tests)).toEqual([
    'AGG-2 is stated twice',
    'AGG-2 is cited by no test',
    'b.test.ts cites AGG-9, which docs/rules.md does not state',
  ]);
});

/** `tests` are texts by path. */
function complaintsAbout(rules: string, tests: ReadonlyMap<string, string>): string[] {
  const stated = [...rules.matchAll(STATED)].map((match) => match[1] ?? '');
  const twice = stated.filter((number, index) => stated.indexOf(number) !== index);
  const cited = [...tests].flatMap(([path, text]) => citationsIn(path, text).map((number) => ({ path, number })));
  const citedNumbers = new Set(cited.map(({ number }) => number));
  return [
    ...twice.map((number) => `${number} is stated twice`),
    ...new Set(stated.filter((number) => !citedNumbers.has(number)).map((number) => `${number} is cited by no test`)),
    ...new Set(
      cited
        .filter(({ number }) => !stated.includes(number))
        .map(({ path, number }) => `${path} cites ${number}, which docs/rules.md does not state`),
    ),
  ];
}

function citationsIn(path: string, text: string): string[] {
  return testTitles(path, text).flatMap((title) => [...title.matchAll(CITED)].map((match) => match[1] ?? ''));
}

function readTests(): Map<string, string> {
  const paths = ['apps', 'packages', 'test'].flatMap(pathsBelow).filter((path) => /\.test\.tsx?$/.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}
