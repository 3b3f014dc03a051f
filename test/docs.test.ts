import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, pathsBelow } from './architecture/house-files.ts';

const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pathsBelow('docs')].filter((path) =>
  path.endsWith('.md'),
);

test('[HOUSE-9] every link of a page to a file leads somewhere', () => {
  expect(PAGES.flatMap((path) => brokenLinks(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
});

test('[HOUSE-9] a link to nothing is found, one to the world is not looked at', () => {
  const text = '[a](rules.md#dec) [b](gone.md) ![c](images/gone.png) [d](https://example.com/gone) [e](#here)';
  expect(brokenLinks('docs/page.md', text)).toEqual([
    'docs/page.md links to gone.md',
    'docs/page.md links to images/gone.png',
  ]);
});

test('[HOUSE-9] every npm script that a page names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = PAGES.flatMap((path) => [
    ...readFileSync(join(ROOT, path), 'utf8').matchAll(/npm (?:run ([a-z]+)|(start|test))/g),
  ]);
  expect(named.length).toBeGreaterThan(0);
  expect(named.map((match) => match[1] ?? match[2] ?? '').filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

function brokenLinks(path: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)].map((match) => match[1] ?? '');
  return targets
    .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(ROOT, dirname(path), target)))
    .map((target) => `${path} links to ${target}`);
}
