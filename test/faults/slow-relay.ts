import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMicros } from '../support/process-usage.ts';
import { readStatus } from '../support/read-api.ts';
import { Relay } from '../support/relay-client.ts';
import { TcpFaultProxy, type Fault } from '../support/tcp-fault-proxy.ts';
import { imbalances, rssMb, untilConnected, untilStatus, withServer } from './fault-setup.ts';
import type { FaultSize, Finding } from './finding.ts';

const MAX_CPU_PERCENT = 25;
const MAX_RSS_GROWTH_MB = 64;

const FAULTS: readonly (readonly [name: string, fault: Fault])[] = [
  ['bandwidth', { kind: 'bandwidth', bytesPerSecond: 32 * 1024 }],
  ['slicer', { kind: 'slicer', pieceBytes: 10, delayMs: 1 }],
];

/** R5: the line lets little through, or in pieces of ten bytes, while the cluster makes a thousand flows a second. */
export async function relayIsSlow(finding: Finding, { isLong }: FaultSize): Promise<void> {
  const slowMs = isLong ? 60_000 : 4000;
  const { relay, address } = await Relay.playing({ scenario: 'shop', seed: 1, rate: 1000 });
  const proxy = await TcpFaultProxy.listen(address);
  try {
    await withServer(['--relay', proxy.address], async ({ url, pid }) => {
      await untilStatus(url, 'flows', ({ conservation }) => conservation.counted > 500);
      for (const [name, fault] of FAULTS) {
        proxy.set(fault);
        const [startRss, startMicros, startMs] = [rssMb(pid), cpuMicros(pid), performance.now()];
        await sleep(slowMs);
        const micros = cpuMicros(pid) - startMicros;
        finding.atMost(`${name}_cpu_percent`, micros / (performance.now() - startMs) / 10, MAX_CPU_PERCENT);
        finding.atMost(`${name}_rss_mb_more`, rssMb(pid) - startRss, MAX_RSS_GROWTH_MB);
      }
      proxy.set({ kind: 'none' });
      const { conservation } = await untilConnected(url);
      await untilStatus(url, 'flows again', (status) => status.conservation.counted > conservation.counted + 2000);
      finding.broken.push(...imbalances(await readStatus(url)));
    });
  } finally {
    await relay.kill();
    await proxy.close();
  }
}
