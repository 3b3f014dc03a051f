import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, type MapEdgeJson, type MapJson } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { Page, untilStatus } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';
import { historyMistakes, patience, startWriting, untilAllWritten, untilStore, withFolder } from './history-setup.ts';

const DISK_MB = 192;
const LONGEST_GAP_MS = 2000;
const BUCKET_MS = 10_000;
/** Buckets are closed 15 seconds after their end, when somebody looks. */
const CLOSED_AFTER_MS = 17_000;

/**
 * S3: the disk of the store fills up, a server is started on it, and then it is freed. The live view goes on, and what
 * is not in the history is exactly what the gap says.
 */
export async function diskIsFull(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const fullMs = isLong ? 60_000 : 2000;
  const [rate, total] = isLong ? [300, 60_000] : [300, 9000];
  await withFolder(async (folder) => {
    const disk = join(folder, 'disk');
    if (!mountSmallDisk(disk)) {
      finding.figure('left_out', 'only root can have a small disk');
      return;
    }
    const play = { scenario: 'shop', seed: 1, rate, total, ring: 65_535 } as const;
    const { relay, address } = await Relay.playing(play);
    try {
      let server = await startWriting(address, `chdb:${disk}`);
      try {
        await untilStatus(server.url, 'flows', ({ conservation }) => conservation.counted > 200);
        fill(disk);
        await untilStore(server.url, 'the disk to be full', (store) => store.disk === 'full');
        const page = await Page.open(server.url);
        const startMs = performance.now();
        await sleep(fullMs);
        finding.atMost('longest_gap_ms', page.longestGapMs(startMs), LONGEST_GAP_MS * patience({ isLong }));
        page.close();
        // Without a goodbye, and back on the full disk.
        await server.process.kill();
        server = await startWriting(address, `chdb:${disk}`);
        await untilStatus(server.url, 'flows on a full disk', ({ conservation }) => conservation.counted > 200);
        await untilStore(server.url, 'the disk to be full', (store) => store.disk === 'full');
        await untilStore(
          server.url,
          'a bucket to be left out',
          ({ written_to }) => Date.now() > Date.parse(written_to ?? '') + BUCKET_MS + CLOSED_AFTER_MS,
        );
        rmSync(join(disk, 'filling'));
        await untilStore(server.url, 'the disk to have room', (store) => store.disk === 'enough');
        await untilAllWritten(relay, server.url);
        const gaps = await gapsOf(server.url);
        finding.figure(
          'gap_seconds',
          gaps.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / 1000, 0),
        );
        const unwritten: MapEdgeJson[] = [];
        for (const gap of gaps) unwritten.push(...(await liveEdges(server.url, gap)));
        const mistakes = await historyMistakes(server.url, (await relay.ledger()).pairs, unwritten);
        finding.figure('sent', total);
        finding.figure('mistakes', mistakes.length);
        finding.broken.push(...mistakes.slice(0, 5));
      } finally {
        await server.stop();
      }
    } finally {
      await relay.kill();
      execFileSync('umount', ['-l', disk]);
    }
  });
}

function mountSmallDisk(path: string): boolean {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Leaves less than a hundredth. */
function fill(disk: string): void {
  const { bavail, bsize, blocks } = statfsSync(disk);
  const leftBlocks = Math.floor(blocks / 150);
  writeFileSync(join(disk, 'filling'), Buffer.alloc(Math.max(0, bavail - leftBlocks) * bsize));
}

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stretches that the history says it did not write because the disk was full. */
async function gapsOf(url: string): Promise<readonly Stretch[]> {
  const { gaps } = await readJson<{ readonly gaps: readonly { from: string; to: string; what: string }[] }>(
    url,
    '/api/v1/history?since=-1h',
  );
  return gaps
    .filter(({ what }) => what === 'disk-full')
    .map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
}

/** What was seen while nothing was written: whole buckets. */
async function liveEdges(url: string, { fromMs, toMs }: Stretch): Promise<readonly MapEdgeJson[]> {
  const [since, until] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
  return (await readJson<MapJson>(url, `/api/v1/map?since=${since}&until=${until}`)).edges;
}
