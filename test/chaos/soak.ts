import { setTimeout as sleep } from 'node:timers/promises';
import { readStatus } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { TcpFaultProxy } from '../support/tcp-fault-proxy.ts';
import { imbalances, openFiles, Page, rssMb, untilConnected, untilStatus, withServer } from '../faults/fault-setup.ts';
import type { Fault } from '../faults/finding.ts';

const RATE = 2000;
const WARM_UP_MS = 60_000;
const MAX_RSS_GROWTH_MB = 96;
const MAX_OPEN_FILES_MORE = 10;

/** One server and one page for so many minutes, with a fault every twenty seconds. */
export function soak(minutes: number): Fault['run'] {
  return async (finding) => {
    const { relay, address } = await Relay.playing({
      scenario: 'incident',
      seed: 1,
      rate: RATE,
      faults: { duplicateShare: 0.01, malformedShare: 0.01, reorderShare: 0.05 },
    });
    const proxy = await TcpFaultProxy.listen(address);
    try {
      await withServer(['--relay', proxy.address], async (server) => {
        const { url, pid } = server;
        await untilConnected(url);
        const page = await Page.open(url);
        const endMs = performance.now() + minutes * 60_000;
        await sleep(Math.min(WARM_UP_MS, minutes * 20_000));
        const [startMb, startFiles] = [rssMb(pid), openFiles(pid)];
        const faults: readonly (() => unknown)[] = [
          () => proxy.resetPeers(),
          () => relay.restart({ downMs: 1000, abrupt: false }),
          () => relay.restart({ downMs: 1000, abrupt: true }),
          () => proxy.halfOpen(),
          () => relay.fault({ lostFloodPerSecond: 10_000 }),
          () => relay.fault({ lostFloodPerSecond: 0 }),
        ];
        let count = 0;
        while (performance.now() < endMs) {
          await faults[count++ % faults.length]?.();
          await sleep(Math.max(0, Math.min(20_000, endMs - performance.now())));
        }
        await relay.fault({ lostFloodPerSecond: 0 });
        const { conservation } = await untilConnected(url);
        await untilStatus(url, 'flows again', (status) => status.conservation.counted > conservation.counted + RATE);
        finding.figure('faults', count);
        finding.figure('received', (await readStatus(url)).conservation.received);
        finding.figure('rss_mb', rssMb(pid));
        finding.atMost('rss_mb_more', rssMb(pid) - startMb, MAX_RSS_GROWTH_MB);
        finding.atMost('open_files_more', openFiles(pid) - startFiles, MAX_OPEN_FILES_MORE);
        finding.expect(page.isOpen && !server.process.hasEnded, 'the page or the server went away');
        finding.broken.push(...imbalances(await readStatus(url)));
        page.close();
      });
    } finally {
      await relay.kill();
      await proxy.close();
    }
  };
}
