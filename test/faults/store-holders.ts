import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Relay } from '../support/relay-client.ts';
import { StartedProcess } from '../support/start-process.ts';
import { ROOT } from '../support/start-server.ts';
import { startStoreEngine } from '../support/store-engine.ts';
import { untilStatus } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';
import { patience, startWriting, untilAnswers, untilStore, withFolder } from './history-setup.ts';

/** From the moment at which the program is up: about what it takes to read its files. */
const REFUSED_WITHIN_MS = 2000;
const PROGRAM_STARTS_MS = 2000;

/** S5: a second server on the same folder is refused, and says who holds it; the first does not notice. */
export async function storeIsHeld(finding: Finding, size: FaultSize): Promise<void> {
  const { relay, address } = await Relay.playing({ scenario: 'shop', seed: 1, rate: 100, ring: 16_383 });
  try {
    await withFolder(async (folder) => {
      const server = await startWriting(address, `chdb:${folder}`);
      try {
        const startMs = performance.now();
        const said = await endOf(['--relay', address, '--listen', '127.0.0.1:0', '--store', `chdb:${folder}`]);
        finding.atMost(
          'refused_after_ms',
          performance.now() - startMs,
          (REFUSED_WITHIN_MS + PROGRAM_STARTS_MS) * patience(size),
        );
        finding.expect(said.code === 1, `it ended with ${said.code}`);
        finding.expect(
          said.text.includes(`in use by process ${server.pid} on `),
          `the holder is not named: ${said.text}`,
        );
        await untilStatus(server.url, 'flows', ({ conservation }) => conservation.counted > 100);
        await untilStore(server.url, 'the first one to go on', ({ state }) => state === 'ready');
      } finally {
        await server.stop();
      }
    });
  } finally {
    await relay.kill();
  }
}

/** S8: tables of a newer program are not touched: this one ends with a sentence. */
export async function storeIsNewer(finding: Finding, _size: FaultSize): Promise<void> {
  const { relay, address } = await Relay.playing({ scenario: 'shop', seed: 1, rate: 100, ring: 16_383 });
  try {
    await withFolder(async (folder) => {
      const server = await startWriting(address, `chdb:${folder}`);
      await untilAnswers(server.url);
      await server.stop();
      const engine = await startStoreEngine(join(folder, 'chdb'));
      await engine.ask('INSERT INTO schema_version VALUES (999)');
      await engine.kill();
      const said = await endOf(['--relay', address, '--listen', '127.0.0.1:0', '--store', `chdb:${folder}`]);
      finding.expect(said.code === 1, `it ended with ${said.code}`);
      finding.expect(/written by a newer Orrery: its tables have version 999/.test(said.text), said.text);
      const again = await startStoreEngine(join(folder, 'chdb'));
      const [row] = await again.ask("SELECT count() > 0 FROM system.tables WHERE name = 'edges_10s'");
      await again.kill();
      finding.expect(Number(row?.[0]) === 1, 'tables of the newer program are gone');
      finding.expect(!readdirSync(folder).some((name) => name.includes('broken')), 'the newer store was set aside');
    });
  } finally {
    await relay.kill();
  }
}

/** S4: what describes the tables is spoiled: it is set aside under another name, and writing begins anew. */
export async function storeIsBroken(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const play = { scenario: 'shop', seed: 1, rate: 200, ring: 65_535 } as const;
  const { relay, address } = await Relay.playing(play);
  try {
    await withFolder(async (folder) => {
      let server = await startWriting(address, `chdb:${folder}`);
      try {
        await untilAnswers(server.url);
        if (isLong) await untilStore(server.url, 'a batch', ({ stored_batches }) => stored_batches > 0);
        await server.process.kill();
        spoil(join(folder, 'chdb'));
        server = await startWriting(address, `chdb:${folder}`);
        await untilStatus(server.url, 'flows', ({ conservation }) => conservation.counted > 200);
        await untilStore(server.url, 'an empty store', ({ state }) => state === 'ready');
        const aside = readdirSync(folder).filter((name) => name.startsWith('chdb.broken-'));
        finding.figure('set_aside', aside.length);
        finding.expect(aside.length === 1, `set aside: ${aside.join(', ')}`);
        finding.expect(existsSync(join(folder, aside[0] ?? '', 'store')), 'what was there is gone');
        const { set_aside: told } = await untilStore(server.url, 'a batch', ({ stored_batches }) => stored_batches > 0);
        finding.expect(told?.path === join(folder, aside[0] ?? ''), `told: ${JSON.stringify(told)}`);
      } finally {
        await server.stop();
      }
    });
  } finally {
    await relay.kill();
  }
}

/** What a server that does not stay printed, and its exit code. */
async function endOf(args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const started = new StartedProcess(`${ROOT}/apps/server/dist/main.js`, args);
  const timer = setTimeout(() => void started.kill(), 60_000);
  await started.ended();
  clearTimeout(timer);
  return { code: started.exitCode, text: started.lines.join('\n') };
}

function spoil(path: string): void {
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.sql')) {
      writeFileSync(join(entry.parentPath, entry.name), 'ATTACH NONSENSE');
    }
  }
}
