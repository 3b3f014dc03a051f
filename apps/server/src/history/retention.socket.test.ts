import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { EngineSupervisor } from './engine/engine-supervisor.ts';
import { migrate } from './migrate.ts';
import { queryRows } from './query-rows.ts';
import { applyRetention, DEFAULT_RETENTION, type Retention } from './retention.ts';
import { engineClient } from './store-client.ts';

const NOW = 1_795_000_000;
const DAY = 86_400;
const over: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of over.splice(0).toReversed()) await end();
});

test('[HIST-28] tables keep what is wanted from the next start on, and stay as they are without a wish', async () => {
  const client = await newStore();
  const days = async (): Promise<Readonly<Record<string, number>>> => {
    const rows = await queryRows(
      client,
      `SELECT name, toUInt32(extract(engine_full, 'toIntervalDay\\((\\d+)\\)')) FROM system.tables
       WHERE database = currentDatabase() AND name IN ('flows', 'http_10s', 'edges_1m', 'dns_1h', 'batches')`,
    );
    return Object.fromEntries(rows) as Readonly<Record<string, number>>;
  };
  expect(await days()).toEqual({ flows: 7, http_10s: 3, edges_1m: 90, dns_1h: 403, batches: 403 });
  const wanted: Retention = { raw: 2, '10s': 1, '1m': 30, '1h': 60 };
  const kept = await applyRetention(client, wanted, NOW);
  expect(kept.retention).toEqual(wanted);
  expect(await days()).toEqual({ flows: 2, http_10s: 1, edges_1m: 30, dns_1h: 60, batches: 60 });
  expect((await applyRetention(client, undefined, NOW)).retention).toEqual(wanted);
}, 120_000);

test('[HIST-28] what was dropped is not looked for when more is kept from now on', async () => {
  const client = await newStore();
  await applyRetention(client, { ...DEFAULT_RETENTION, '10s': 10 }, NOW);
  const { tiers } = await applyRetention(client, undefined, NOW + 3 * DAY);
  expect(tiers.map(({ name, keptDays, keptFrom }) => [name, keptDays, keptFrom])).toEqual([
    ['10s', 10, NOW - 3 * DAY],
    ['1m', 90, 0],
    ['1h', 403, 0],
  ]);
}, 120_000);

async function newStore() {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-retention-'));
  over.push(() => rmSync(directory, { recursive: true, force: true }));
  const log = createLog({ level: 'error', write: () => undefined });
  const supervisor = new EngineSupervisor({ directory, clock: systemClock, log, onSetAside: () => undefined });
  const client = engineClient(supervisor.agent);
  over.push(async () => {
    await client.close();
    await supervisor.stop();
  });
  supervisor.start();
  await supervisor.decided();
  for (const deadline = Date.now() + 100_000; ;) {
    try {
      await migrate(client);
      return client;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
