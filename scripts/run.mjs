// Installs and builds what an entry needs, then becomes it: `node scripts/run.mjs sim --seed 1`.
// Everything said before the entry starts goes to stderr.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { say } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { ROOT } from './paths.mjs';

const ENTRIES = {
  server: { main: 'apps/server/dist/main.js', projects: ['apps/server', 'apps/relay-sim'], web: true },
  verify: { main: 'apps/server/dist/main.js', projects: ['apps/server'], web: false, first: ['verify'] },
  sim: { main: 'apps/relay-sim/dist/main.js', projects: ['apps/relay-sim'], web: false },
  bench: { main: 'test/dist/bench/main.js', projects: ['test'], web: true },
  screenshots: { main: 'test/dist/screenshots/main.js', projects: ['test'], web: true },
  chaos: { main: 'test/dist/chaos/main.js', projects: ['test'], web: false },
};

const [name, ...args] = process.argv.slice(2);
const entry = Object.hasOwn(ENTRIES, name ?? '') ? ENTRIES[name] : undefined;
if (entry === undefined) {
  say(`usage: node scripts/run.mjs ${Object.keys(ENTRIES).join('|')} [arguments]`);
  process.exit(2);
}

await ensureInstalled();
const { buildHouse, buildProjects } = await import('./build.mjs');
const isBuilt = entry.web ? await buildHouse(entry.projects) : await buildProjects(entry.projects);
if (!isBuilt) {
  say('The build failed; what it said is above.');
  process.exit(1);
}
const main = join(ROOT, entry.main);
if (!existsSync(main)) {
  say(`${entry.main} does not exist.`);
  process.exit(1);
}

// In this process, not in a child: signals, exit code and standard streams are the entry's own.
process.argv = [process.execPath, main, ...(entry.first ?? []), ...(args[0] === '--' ? args.slice(1) : args)];
await import(pathToFileURL(main).href);
