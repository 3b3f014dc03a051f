import { setTimeout as sleep } from 'node:timers/promises';
import { Relay } from '../support/relay-client.ts';
import type { FaultSize, Finding } from './finding.ts';
import { historyMistakes, patience, startWriting, untilAllWritten, untilStore, withFolder } from './history-setup.ts';

/** Between two kills, at least and at most. */
const APART_MS = { short: [2000, 6000], long: [500, 12_000] } as const;
const UP_WITHIN_MS = 10_000;

/**
 * S1: the server is killed again and again, at any moment, while flows come. What its successors do not find in the
 * store they find on disk, and the rest in the rings of the nodes.
 */
export async function serverIsKilled(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const kills = isLong ? 20 : 3;
  const [least, most] = isLong ? APART_MS.long : APART_MS.short;
  const [rate, total] = isLong ? [500, 80_000] : [600, 12_000];
  const play = { scenario: 'shop', seed: 1, rate, total, ring: 65_535, relay: { drainMs: 100 } } as const;
  const { relay, address } = await Relay.playing(play);
  try {
    await withFolder(async (folder) => {
      let server = await startWriting(address, `chdb:${folder}`);
      let slowestMs = 0;
      try {
        for (let kill = 0; kill < kills; kill += 1) {
          await sleep(least + Math.random() * (most - least));
          await server.process.kill();
          const startMs = performance.now();
          server = await startWriting(address, `chdb:${folder}`);
          await untilStore(server.url, 'the store to be ready', ({ state }) => state === 'ready');
          slowestMs = Math.max(slowestMs, performance.now() - startMs);
        }
        finding.atMost('up_after_ms', slowestMs, UP_WITHIN_MS * patience({ isLong }));
        await untilAllWritten(relay, server.url);
        const mistakes = await historyMistakes(server.url, (await relay.ledger()).pairs);
        finding.figure('kills', kills);
        finding.figure('sent', total);
        finding.figure('mistakes', mistakes.length);
        finding.broken.push(...mistakes.slice(0, 5));
      } finally {
        await server.stop();
      }
    });
  } finally {
    await relay.kill();
  }
}
