import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { openStore } from './open-store.ts';

test('[HIST-55] where no folder can be had and nobody asked for one, the last hour is kept in memory; who asked is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-test-'));
  try {
    const lines: string[] = [];
    const log = createLog({ level: 'warn', write: (line) => void lines.push(line) });
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const directory = join(file, 'data');
    const environment = { clock: systemClock, log };
    await expect(openStore({ kind: 'chdb', directory, orMemory: false }, environment)).rejects.toThrow('ENOTDIR');
    const opened = await openStore({ kind: 'chdb', directory, orMemory: true }, environment);
    expect(opened.choice).toEqual({ kind: 'memory' });
    expect(opened.spool.isOnDisk).toBe(false);
    log.flush();
    expect(lines.join('')).toContain('the last hour is kept in memory');
    await opened.store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
