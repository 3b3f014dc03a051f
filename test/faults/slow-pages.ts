import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { openLiveSocket } from '../support/live-viewer.ts';
import { readStatus } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { Page, rssMb, untilStatus, whileSampling, withServer } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';

const PAGES = 50;
const MAX_MB_EACH = 4;
const MAX_FRAME_GAP_MS = 1500;

/** W1: pages that stop reading, beside one that reads. */
export async function pagesAreSlow(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const stalledMs = isLong ? 120_000 : 6000;
  const { relay, address } = await Relay.playing({ scenario: 'scale', seed: 1, rate: 4000, workloads: 3000 });
  const sockets: WebSocket[] = [];
  try {
    await withServer(['--relay', address], async (server) => {
      const { url, pid } = server;
      await untilStatus(url, 'flows', ({ conservation }) => conservation.counted > 4000);
      const page = await Page.open(url);
      const startMb = rssMb(pid);
      for (let i = 0; i < PAGES; i++) sockets.push(openLiveSocket(url, ''));
      for (const socket of sockets) {
        socket.on('error', () => {});
        await (socket.readyState === socket.OPEN ? undefined : once(socket, 'open'));
        socket.pause();
      }
      const startMs = performance.now();
      let peakMb = 0;
      await whileSampling(() => (peakMb = Math.max(peakMb, rssMb(pid))), sleep(stalledMs));
      const { live } = await readStatus(url);
      finding.atMost('mb_each', (peakMb - startMb) / PAGES, MAX_MB_EACH);
      finding.atMost('buffered_mb', live.buffered_bytes / 1e6, PAGES * MAX_MB_EACH);
      finding.figure('behind', live.behind);
      finding.figure('sockets', live.sockets);
      finding.atMost('frame_gap_max_ms', page.longestGapMs(startMs), MAX_FRAME_GAP_MS);
      finding.atLeast('frames', page.framesAtMs.filter((atMs) => atMs > startMs).length, stalledMs / 1000);
      finding.expect(page.isOpen && !server.process.hasEnded, 'the good page went away');
      if (isLong) finding.atMost('stalled_pages_left', live.sockets - 1, 0);
      page.close();
    });
  } finally {
    for (const socket of sockets) socket.terminate();
    await relay.kill();
  }
}
