import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { openLiveSocket } from '../support/live-viewer.ts';
import { kernelSocketMb } from '../support/process-usage.ts';
import { readStatus } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { Page, whileSampling } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';
import { withTwoServers } from './two-servers.ts';

const FIRST_FLOWS = 4000;
const PAGES = 50;
const MAX_MB_EACH = 4;
const MAX_FRAME_GAP_MS = 1500;

/** W1: pages that stop reading, beside one that reads. */
export async function pagesAreSlow(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const stalledMs = isLong ? 120_000 : 6000;
  const { relay, address } = await Relay.playing({ scenario: 'scale', seed: 1, rate: 4000, workloads: 3000 });
  const sockets: WebSocket[] = [];
  try {
    await withTwoServers(['--relay', address], FIRST_FLOWS, async ({ server, other, grownMb }) => {
      const { url } = server;
      const [page, otherPage] = [await Page.open(url), await Page.open(other.url)];
      const kernelStartMb = kernelSocketMb();
      for (let i = 0; i < PAGES; i++) sockets.push(openLiveSocket(url, ''));
      for (const socket of sockets) {
        socket.on('error', () => {});
        await (socket.readyState === socket.OPEN ? undefined : once(socket, 'open'));
        socket.pause();
      }
      const startMs = performance.now();
      const peak = { serverMb: 0, kernelMb: 0, bufferedMb: 0, behind: 0 };
      const sample = (): void => {
        peak.serverMb = Math.max(peak.serverMb, grownMb());
        peak.kernelMb = Math.max(peak.kernelMb, kernelSocketMb() - kernelStartMb);
      };
      await whileSampling(sample, sleep(Math.min(stalledMs, 20_000)));
      const { live } = await readStatus(url);
      await whileSampling(sample, sleep(Math.max(0, stalledMs - 20_000)));
      finding.atMost('mb_each', (peak.serverMb + peak.kernelMb) / PAGES, MAX_MB_EACH);
      finding.figure('kernel_mb_each', peak.kernelMb / PAGES);
      finding.atMost('buffered_mb', live.buffered_bytes / 1e6, PAGES * MAX_MB_EACH);
      finding.figure('behind', live.behind);
      finding.atMost('frame_gap_max_ms', page.longestGapMs(startMs), MAX_FRAME_GAP_MS);
      finding.atLeast('frames', page.framesAtMs.filter((atMs) => atMs > startMs).length, stalledMs / 1000);
      finding.expect(page.isOpen && !server.process.hasEnded, 'the good page went away');
      if (isLong) finding.atMost('stalled_pages_left', (await readStatus(url)).live.sockets - 1, 0);
      for (const open of [page, otherPage]) open.close();
    });
  } finally {
    for (const socket of sockets) socket.terminate();
    await relay.kill();
  }
}
