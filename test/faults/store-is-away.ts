import { setTimeout as sleep } from 'node:timers/promises';
import { Relay } from '../support/relay-client.ts';
import { startStoreEngine, type StoreEngine } from '../support/store-engine.ts';
import { TcpFaultProxy } from '../support/tcp-fault-proxy.ts';
import { Page, untilStatus } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';
import {
  expectAllWritten,
  patience,
  readStore,
  startWriting,
  untilAllWritten,
  untilStore,
  withFolder,
} from './history-setup.ts';

const LONGEST_GAP_MS = 2000;
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * S7: a ClickHouse server cannot be reached for a while; then it does what it is asked, and its answers get lost. Flows
 * count once, in the table that is written and in those that are made of it.
 */
export async function storeIsAway(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const awayMs = isLong ? 120_000 : 8000;
  const [rate, total] = isLong ? [300, 80_000] : [300, 6000];
  const play = { scenario: 'shop', seed: 1, rate, total, ring: 65_535 } as const;
  await withFolder(async (folder) => {
    const engine = await startStoreEngine(folder);
    const proxy = await TcpFaultProxy.listen(engine.address);
    const { relay, address } = await Relay.playing(play);
    const server = await startWriting(address, `http://${proxy.address}`);
    try {
      const page = await Page.open(server.url);
      await untilStatus(server.url, 'flows', ({ conservation }) => conservation.counted > 200);
      const startMs = performance.now();
      proxy.refuse(true);
      proxy.resetPeers();
      await sleep(awayMs);
      const away = await readStore(server.url);
      finding.atMost('waiting_bytes', away.waiting_bytes, MOST_WAITING_BYTES);
      // From here on everything is done, and nobody hears of it.
      proxy.refuse(false);
      proxy.set({ kind: 'answer-lost' });
      await untilStore(server.url, 'a batch to wait', ({ waiting_batches }) => waiting_batches > 0);
      await sleep(isLong ? 30_000 : 4000);
      finding.figure('state', (await readStore(server.url)).state);
      proxy.set({ kind: 'none' });
      await untilAllWritten(relay, server.url);
      finding.atMost('longest_gap_ms', page.longestGapMs(startMs), LONGEST_GAP_MS * patience({ isLong }));
      page.close();
      const written = await expectAllWritten(finding, relay, server.url);
      finding.broken.push(...(await tablesThatDiffer(engine, written)));
    } finally {
      await server.stop();
      await relay.kill();
      await proxy.close();
      await engine.kill();
    }
  });
}

/** The same sum must be in every tier. */
async function tablesThatDiffer(engine: StoreEngine, total: number): Promise<string[]> {
  const mistakes: string[] = [];
  const flows = 'unknown + forwarded + dropped + error + audit + redirected + traced + translated';
  for (const table of ['edges_10s', 'edges_1m', 'edges_1h']) {
    const [row] = await engine.ask(`SELECT toString(sum(${flows})) FROM ${table}`);
    if (row?.[0] !== String(total)) mistakes.push(`${table} has ${String(row?.[0])} of ${total} flows`);
  }
  return mistakes;
}
