import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, say } from './child.mjs';

/** Where the browser of the tests is: ORRERY_CHROMIUM, or Debian's place. */
export const chromiumPath = () => process.env.ORRERY_CHROMIUM || '/usr/bin/chromium';

/**
 * Makes sure that the programs the tests start are there: Chromium, and openssl for certificates. On Debian
 * as root they are installed. Gives the sentences to show when something stays missing.
 */
export async function ensureSystem() {
  const missing = lacking();
  if (missing.length === 0) return [];
  const canInstall = process.getuid?.() === 0 && onPath('apt-get');
  const packages = missing.filter((name) => name !== 'chromium' || !process.env.ORRERY_CHROMIUM);
  if (canInstall && packages.length > 0) {
    say(`Installing ${packages.join(' and ')} with apt-get.`);
    await apt(['update', '-qq']);
    await apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
  return lacking().map((name) => ADVICE[name]);
}

const ADVICE = {
  chromium: `The browser tests need Chromium at ${chromiumPath()}: apt-get install chromium, or set ORRERY_CHROMIUM to its path.`,
  openssl: 'The TLS tests make certificates with openssl: apt-get install openssl.',
};

const lacking = () => [...(existsSync(chromiumPath()) ? [] : ['chromium']), ...(onPath('openssl') ? [] : ['openssl'])];

const onPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

async function apt(args) {
  const { code, text } = await run('apt-get', args, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  if (code !== 0) say(text);
}
