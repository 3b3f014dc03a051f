import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The checkout: every script works from here, wherever it was called. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** A program of an installed package. */
export const bin = (name) => join(ROOT, 'node_modules', '.bin', name);

/** The environment of children: the installed programs first on the path, as npm does it, and colours only for people. */
export function childEnv(extra = {}) {
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`, ...extra };
  if (!process.stdout.isTTY) {
    delete env.FORCE_COLOR;
    env.NO_COLOR = '1';
  }
  return env;
}
