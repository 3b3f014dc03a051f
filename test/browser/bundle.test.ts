import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ROOT } from '../support/start-server.ts';

const MAX_SCRIPT_BYTES = 250_000;
const PAGE = join(ROOT, 'apps/web/dist/page');
/** The map, which is seen first, lays itself out in a worker. */
const FIRST_WORKER = /^layout-worker-.*\.js$/;

test('[WEB-48] the script of the page is within its budget', () => {
  const bytes = firstScripts().reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
});

test('[WEB-225] what judges regular expressions is not among the first scripts', () => {
  const ofRe2 = 'error parsing regexp: ';
  expect(firstScripts().filter((script) => script.includes(ofRe2))).toEqual([]);
  const all = readdirSync(join(PAGE, 'assets')).filter((name) => name.endsWith('.js'));
  expect(all.some((name) => readFileSync(join(PAGE, 'assets', name)).includes(ofRe2))).toBe(true);
});

test('[WEB-235] the schema of flows is not among the first scripts', () => {
  const ofFlows = 'TRAFFIC_DIRECTION_UNKNOWN';
  expect(firstScripts().filter((script) => script.includes(ofFlows))).toEqual([]);
});

/** Those that the page itself names, and its first worker; what comes when it is first looked at is not among them. */
function firstScripts(): Buffer[] {
  const index = readFileSync(join(PAGE, 'index.html'), 'utf8');
  return readdirSync(join(PAGE, 'assets'))
    .filter((name) => name.endsWith('.js') && (index.includes(name) || FIRST_WORKER.test(name)))
    .map((name) => readFileSync(join(PAGE, 'assets', name)));
}
