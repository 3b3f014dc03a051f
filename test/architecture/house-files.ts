import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { factsOf } from './source-facts.ts';
import type { SourceFacts } from './source-facts.ts';

/** The checkout, with a `/` at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Paths below the checkout of every file below `folder`, without what is built or installed. */
export function pathsBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return entry.isFile() ? [path] : [];
    return entry.name === 'node_modules' || entry.name === 'dist' ? [] : pathsBelow(path);
  });
}

/** Every source file that people wrote, and the names of the generated ones. */
export function readHouse(): SourceFacts[] {
  const written = ['apps', 'packages', 'test']
    .flatMap(pathsBelow)
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.config.ts'))
    .map((path) => factsOf(path, readFileSync(join(ROOT, path), 'utf8')));
  return [...written, ...pathsBelow('proto/gen').map(nameOnly)];
}

const nameOnly = (path: string): SourceFacts => ({
  path,
  lines: 0,
  imports: [],
  impurities: [],
  consoles: [],
  dangers: [],
  blemishes: [],
  machinePaths: [],
});
