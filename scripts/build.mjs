import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, say } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { ROOT, bin } from './paths.mjs';

/** Compiles the named projects and what they refer to; only what changed. True when it went well. */
export async function buildProjects(projects) {
  const { code, text } = await run(bin('tsc'), ['-b', ...projects]);
  if (code !== 0) say(text);
  return code === 0;
}

/** Bundles the page when one of its inputs changed since the last bundle. True when there is a good bundle. */
export async function buildWeb() {
  if (!existsSync(join(ROOT, 'apps/web/index.html'))) return true;
  const now = fingerprint(WEB_INPUTS);
  const isFresh = existsSync(WEB_PAGE) && existsSync(WEB_STAMP) && readFileSync(WEB_STAMP, 'utf8') === now;
  if (isFresh) return true;
  const { code, text } = await run(bin('vite'), VITE, { cwd: join(ROOT, 'apps/web') });
  if (code !== 0) say(text);
  if (code !== 0 || !existsSync(WEB_PAGE)) return false;
  mkdirSync(dirname(WEB_STAMP), { recursive: true });
  writeFileSync(WEB_STAMP, now);
  return true;
}

/** Everything that runs: server, simulated relay and page, side by side. */
export async function buildHouse(projects = ['apps/server', 'apps/relay-sim']) {
  const results = await Promise.all([buildProjects(projects), buildWeb()]);
  return results.every(Boolean);
}

// Beside the types of the page, which the compiler keeps in dist/types.
const VITE = ['build', '--outDir', 'dist/page', '--emptyOutDir', '--logLevel', 'warn'];
const WEB_INPUTS = ['apps/web', 'packages/flow/src', 'packages/query/src', 'proto/gen', 'package-lock.json'];
const WEB_PAGE = join(ROOT, 'apps/web/dist/page/index.html');
const WEB_STAMP = join(ROOT, 'node_modules/.cache/orrery/web');

/** One hash over names, sizes and times of all files below the paths. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (!stat.isDirectory()) {
      hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
      return;
    }
    const names = readdirSync(join(ROOT, path)).filter((name) => name !== 'dist' && name !== 'node_modules');
    for (const name of names.toSorted()) add(`${path}/${name}`);
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureInstalled();
  process.exitCode = (await buildHouse()) ? 0 : 1;
}
