import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { StartedProcess } from '../support/start-process.ts';
import { ROOT } from '../support/start-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'orrery-open-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('[PROOF-46] a recording that cannot be read ends the server with 2 and a sentence', async () => {
  const empty = join(folder, 'empty.jsonl');
  const bad = join(folder, 'bad.jsonl');
  writeFileSync(empty, '\n\n');
  writeFileSync(bad, 'no json\n{"flow":{}}\n');
  expect(await opened(empty)).toEqual([2, 'orrery: --open: empty.jsonl holds no flows: it is empty']);
  expect(await opened(bad)).toEqual([
    2,
    'orrery: --open: bad.jsonl holds no flows that can be read: 2 lines are not understood, the first is line 1: not JSON',
  ]);
  expect(await opened(join(folder, 'gone.jsonl'))).toEqual([2, expect.stringContaining('orrery: --open: ENOENT')]);
});

async function opened(file: string): Promise<[number | null, string | undefined]> {
  const server = new StartedProcess(`${ROOT}/apps/server/dist/main.js`, ['--open', file, '--listen', '127.0.0.1:0']);
  await server.ended();
  return [server.exitCode, server.lines.findLast((line) => line.startsWith('orrery: --open'))];
}
