import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, say } from './child.mjs';
import { ROOT } from './paths.mjs';

/** Ends the program with a sentence when this Node is too old for the tools. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const isFit = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (isFit) return;
  say(`Orrery needs Node 20.19, 22.12 or newer; this is Node ${version}.`);
  process.exit(1);
}

/** Installs the versions of the lockfile when what is there is something else. */
export async function ensureInstalled() {
  requireNode();
  const lack = lackOf(readLock('package-lock.json'), readLock('node_modules/.package-lock.json'));
  if (lack === undefined) return;
  say(`Installing packages (${lack}).`);
  const { code } = await run('npm', INSTALL, { output: 'stderr' });
  if (code === 0) return;
  say('npm could not install the packages; what it said is above.');
  process.exit(1);
}

// `install --no-save` takes the versions of the lockfile and leaves it as it is. `ci` would also want the lockfile to
// list the platform packages of every other operating system, which a registry mirror need not have. No package needs
// its install script, and npm would ask about them.
const INSTALL = [
  'install',
  '--no-save',
  '--include=dev',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=error',
];

/**
 * The first thing that is missing, as words; undefined when nothing is. npm writes its record of what it
 * installed last, so an install that was cut short counts as none. Optional packages are for other machines.
 */
export function lackOf(wanted, installed) {
  if (installed === undefined) return 'nothing is installed yet';
  for (const [path, { version, optional, link }] of Object.entries(wanted?.packages ?? {})) {
    if (!path.includes('node_modules/') || optional) continue;
    const found = installed.packages?.[path];
    if (found === undefined) return `${path} is missing`;
    if (!link && found.version !== version) return `${path} is not ${version}`;
  }
  return undefined;
}

function readLock(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
