import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createLog } from '../base/log.ts';
import { parseStore } from '../config-values.ts';
import { verifyCommand } from './verify-command.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'orrery-verify-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test('[PROOF-35] verifying says one line, and its exit code says whether it fits', async () => {
  const path = join(FOLDER, 'no.zip');
  writeFileSync(path, 'this is no zip');
  expect(await run([path])).toEqual([1, `does not fit: ${path}: it cannot be read as a zip`]);
  expect(await run([join(FOLDER, 'absent.zip')])).toEqual([1, expect.stringContaining('does not fit: ')]);
  for (const words of [[], ['--all'], [path, path], ['--store', 'memory'], ['--store', 'nonsense']]) {
    expect(await run(words), words.join(' ')).toEqual([2, expect.stringContaining('orrery: ')]);
  }
});

test('[PROOF-36] an empty store fits', async () => {
  expect(await run(['--store', `chdb:${join(FOLDER, 'store')}`])).toEqual([0, 'ok: the store is empty']);
}, 60_000);

async function run(words: readonly string[]): Promise<[number, string]> {
  const said: string[] = [];
  const log = createLog({ level: 'error', write: () => undefined });
  const code = await verifyCommand(words, { log, parseStore, say: (line) => said.push(line) });
  expect(said).toHaveLength(1);
  return [code, (said[0] ?? '').replace(/(as a zip): .*/, '$1')];
}
