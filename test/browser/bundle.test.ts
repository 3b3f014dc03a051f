import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ROOT } from '../support/start-server.ts';

const MAX_SCRIPT_BYTES = 250_000;

/** What comes when it is first looked at. */
const LATER = /^(edge-matrix|details-panel)-/;

test('[WEB-48] the script of the page is within its budget', () => {
  const folder = join(ROOT, 'apps/web/dist/page/assets');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js') && !LATER.test(name));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
});
