import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMicros, kernelSocketMb, memoryUse } from '../support/process-usage.ts';
import { readStatus } from '../support/read-api.ts';
import { startBench } from './bench-setup.ts';
import { quantile, rounded, type Figures } from './figures.ts';
import type { LoadSize } from './load-cluster.ts';
import { pinProcess } from './pin-process.ts';
import { Viewers } from './viewer-client.ts';

const SIZE: LoadSize = { nodes: 20, workloads: 200, podsPerWorkload: 3, edges: 1000 };
const FLOWS_PER_SECOND = 5000;
const QUERIES = ['', 'verdict:DROPPED', 'namespace:team-01', 'to-port:8080', 'namespace:team-02 namespace:team-03'];
const SOCKETS = 500;
const STALLED = 20;
const TICK_MS = 250;
const WARM_UP_MS = 5000;
const QUIET_MS = 6000;
const MEASURED_MS = 16_000;

/** Many pages on a map that changes everywhere all the time; some of them stop reading. */
export async function benchFanout(): Promise<Figures> {
  const bench = await startBench(SIZE);
  const { load, server } = bench;
  let viewers: Viewers | undefined;
  try {
    await load.obey({ kind: 'paced', flowsPerSecond: FLOWS_PER_SECOND });
    await sleep(WARM_UP_MS);
    const ingestPercent = await cpuPercent(server.pid, QUIET_MS);

    viewers = await Viewers.open({
      url: server.url,
      queries: QUERIES,
      socketsPerQuery: SOCKETS / QUERIES.length,
      stalled: STALLED,
    });
    await pinProcess(viewers.pid, 1);
    await sleep(WARM_UP_MS);
    const rssBeforeMb = memoryUse(server.pid).rssMb;
    const kernelBeforeMb = kernelSocketMb();
    await viewers.stall();
    await viewers.start();
    const totalPercent = await cpuPercent(server.pid, MEASURED_MS);
    const report = await viewers.report();
    const rssAfterMb = memoryUse(server.pid).rssMb;
    const rssGrowthMb = Math.max(0, rssAfterMb - rssBeforeMb);
    const kernelGrowthMb = Math.max(0, kernelSocketMb() - kernelBeforeMb);
    const { live } = await readStatus(server.url);

    const delays = report.intervals.map((interval) => Math.max(0, interval - TICK_MS));
    const healthy = SOCKETS - STALLED;
    return {
      cpu_percent: rounded(totalPercent, 1),
      ingest_cpu_percent: rounded(ingestPercent, 1),
      tick_delay_p50_ms: rounded(quantile(delays, 0.5), 1),
      tick_delay_p99_ms: rounded(quantile(delays, 0.99), 1),
      tick_delay_max_ms: rounded(quantile(delays, 1), 1),
      stalled_mb_each: rounded((rssGrowthMb + kernelGrowthMb) / STALLED, 3),
      stalled_rss_mb_each: rounded(rssGrowthMb / STALLED, 3),
      stalled_kernel_mb_each: rounded(kernelGrowthMb / STALLED, 3),
      stalled_behind: live.behind,
      stalled_buffered_mb_each: rounded(live.buffered_bytes / STALLED / 1024 / 1024, 3),
      sockets: SOCKETS,
      stalled: STALLED,
      queries: QUERIES.length,
      edges: SIZE.edges,
      ticks_per_second: rounded(report.intervals.length / healthy / (MEASURED_MS / 1000), 2),
      frame_bytes_mean: report.frames === 0 ? 0 : Math.round(report.bytes / report.frames),
      closed_by_server: report.closed,
      closed_healthy: report.closedHealthy,
      rss_mb: rounded(rssAfterMb, 1),
      pinned: bench.isPinned,
    };
  } finally {
    await viewers?.stop();
    await bench.stop();
  }
}

/** Of one core. */
async function cpuPercent(pid: number, overMs: number): Promise<number> {
  const startMs = performance.now();
  const startMicros = cpuMicros(pid);
  await sleep(overMs);
  return ((cpuMicros(pid) - startMicros) / ((performance.now() - startMs) * 1000)) * 100;
}
