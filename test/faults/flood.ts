import { setTimeout as sleep } from 'node:timers/promises';
import { countMistakes, waitUntilDrained } from '../bench/check-counts.ts';
import { Load } from '../bench/load-client.ts';
import { droppedSum, readStatus } from '../support/read-api.ts';
import { Page, rssMb, untilConnected, whileSampling, withServer } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';

const SIZE = { nodes: 100, workloads: 300, podsPerWorkload: 3, edges: 2000 };
/** More than five times what one core takes. */
const FLOOD_PER_SECOND = 1_000_000;
const RELIEF_PER_SECOND = 10_000;
/** Many times what one core takes, and nothing is lost before us: flows get old until we shed. */
const BACKLOG_PER_SECOND = 1_000_000;
const BACKLOG_FLOWS = 2_000_000;
const MAX_RSS_MB = 900;
const MAX_FRAME_GAP_MS = 2000;
const RECOVERED_WITHIN_MS = 5000;
/** Without a loss for so long, it has recovered. */
const CALM_MS = 1500;

/**
 * R6: agents that make far more flows than can be read, and lose and report the rest, as their rings do. And then a
 * backlog of which nothing is lost on the way.
 */
export async function flowsFlood(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const floodMs = isLong ? 60_000 : 6000;
  const load = await Load.start(SIZE);
  try {
    await withServer(['--relay', `127.0.0.1:${load.port}`], async (server) => {
      const { url, pid } = server;
      await untilConnected(url);
      const page = await Page.open(url);
      await load.obey({ kind: 'flat-out', flows: 50_000 });
      await waitUntilDrained(load, url, 30_000);
      let peakMb = 0;
      const startMs = performance.now();
      await load.obey({ kind: 'paced', flowsPerSecond: FLOOD_PER_SECOND, isLossy: true });
      await whileSampling(() => (peakMb = Math.max(peakMb, rssMb(pid))), sleep(floodMs));
      finding.atMost('frame_gap_max_ms', page.longestGapMs(startMs), MAX_FRAME_GAP_MS);
      const flood = await load.progress();
      finding.figure('read_per_second', (flood.sent - 50_000) / (floodMs / 1000));
      finding.atLeast('lost_by_agents', flood.lost, 1);
      finding.expect(page.isOpen && !server.process.hasEnded, 'the server or its page went away');

      await load.obey({ kind: 'paced', flowsPerSecond: RELIEF_PER_SECOND, isLossy: true });
      finding.atMost('recovered_after_ms', await lastLossMs(load, url), RECOVERED_WITHIN_MS);
      await load.obey({ kind: 'idle' });
      await waitUntilDrained(load, url, 30_000);
      const lost = (await load.progress()).lost;
      await waitForReports(url, lost);
      finding.figure('lost_reported', (await readStatus(url)).lost.total);
      const mistakes = await countMistakes(load, url);

      await load.obey({ kind: 'paced', flowsPerSecond: BACKLOG_PER_SECOND, flows: BACKLOG_FLOWS });
      const { conservation } = await waitUntilDrained(load, url, 60_000);
      finding.figure('received', conservation.received);
      finding.atLeast('shed', droppedSum(conservation), 1);
      mistakes.push(...(await countMistakes(load, url)));
      finding.atMost('rss_peak_mb', Math.max(peakMb, rssMb(pid)), MAX_RSS_MB);
      finding.figure('mistakes', mistakes.length);
      finding.broken.push(...mistakes.slice(0, 5));
      page.close();
    });
  } finally {
    await load.stop();
  }
}

/** How long after now flows were still lost or shed. */
async function lastLossMs(load: Load, url: string): Promise<number> {
  const startMs = performance.now();
  let lastMs = startMs;
  let gone = -1;
  while (performance.now() - lastMs < CALM_MS && performance.now() - startMs < 4 * RECOVERED_WITHIN_MS) {
    const [{ lost }, { conservation }] = [await load.progress(), await readStatus(url)];
    if (lost + droppedSum(conservation) > gone) lastMs = gone < 0 ? lastMs : performance.now();
    gone = lost + droppedSum(conservation);
    await sleep(100);
  }
  return lastMs - startMs;
}

async function waitForReports(url: string, lost: number): Promise<void> {
  for (let tries = 0; tries < 50 && (await readStatus(url)).lost.total < lost; tries++) await sleep(100);
}
