import { setTimeout as sleep } from 'node:timers/promises';
import { LiveViewer } from '../support/live-viewer.ts';
import { memoryUse } from '../support/process-usage.ts';
import { droppedSum, readStatus } from '../support/read-api.ts';
import { startBench } from './bench-setup.ts';
import { countMistakes, waitUntilDrained } from './check-counts.ts';
import { quantile, rounded, type BenchOptions, type Figures } from './figures.ts';
import { FrameWatch } from './frame-watch.ts';

const WARM_UP_FLOWS = 150_000;
const SUSTAINED_FLOWS = 600_000;
const OVERLOAD_MS = 10_000;
const RECOVERY_MS = 8000;
const RECOVERED_AGE_MS = 1000;
const SAMPLE_MS = 250;

/** Five times what the server can take, from agents that lose what is not taken; then half of it. */
export async function benchOverload({ framing }: BenchOptions): Promise<Figures> {
  const bench = await startBench();
  const { load, server } = bench;
  const watch = new FrameWatch();
  let viewer: LiveViewer | undefined;
  try {
    viewer = await LiveViewer.open(server.url, '', (frame) => watch.see(frame));
    await load.obey({ kind: 'flat-out', flows: WARM_UP_FLOWS, framing });
    await waitUntilDrained(load, server.url, 60_000);
    const sustainedStartMs = performance.now();
    await load.obey({ kind: 'flat-out', flows: SUSTAINED_FLOWS, framing });
    await waitUntilDrained(load, server.url, 60_000);
    const sustained = SUSTAINED_FLOWS / ((performance.now() - sustainedStartMs) / 1000);
    const before = await load.progress();

    const overloadStartMs = Date.now();
    await load.obey({ kind: 'paced', flowsPerSecond: 5 * sustained, isLossy: true });
    let rssMb = 0;
    while (Date.now() - overloadStartMs < OVERLOAD_MS) {
      await sleep(SAMPLE_MS);
      rssMb = Math.max(rssMb, memoryUse(server.pid).rssMb);
    }
    const after = await load.progress();
    const reliefMs = Date.now();
    await load.obey({ kind: 'paced', flowsPerSecond: sustained / 2, isLossy: true });
    const endMs = reliefMs + RECOVERY_MS;
    let lastLossMs = reliefMs;
    let gone = -1;
    while (Date.now() < endMs) {
      const [{ lost }, { conservation }] = [await load.progress(), await readStatus(server.url)];
      const goneNow = lost + droppedSum(conservation);
      if (goneNow > gone && gone >= 0) lastLossMs = Date.now();
      gone = goneNow;
      await sleep(SAMPLE_MS);
    }
    await load.obey({ kind: 'idle' });
    await waitUntilDrained(load, server.url, 60_000);
    // Reports of losses follow the flows.
    await sleep(1000);

    const mistakes = await countMistakes(load, server.url);
    const status = await readStatus(server.url);
    const { lost } = await load.progress();
    for (const mistake of mistakes.slice(0, 10)) process.stderr.write(`${mistake}\n`);
    const during = watch.frames.filter(({ atMs }) => atMs >= overloadStartMs && atMs < reliefMs);
    const times = [overloadStartMs, ...during.map(({ atMs }) => atMs), reliefMs];
    const gaps = times.slice(1).map((atMs, index) => atMs - times[index]);
    const lateMs = watch.frames
      .filter(({ atMs, newestAgeMs }) => atMs >= reliefMs && atMs < endMs && (newestAgeMs ?? 0) >= RECOVERED_AGE_MS)
      .map(({ atMs }) => atMs);
    const recoveredMs = Math.max(lastLossMs, ...lateMs);
    const { dropped, ...total } = status.conservation;
    return {
      sustained_flows_per_second: Math.round(sustained),
      offered_flows_per_second: Math.round(5 * sustained),
      taken_flows_per_second: Math.round((after.sent - before.sent) / (OVERLOAD_MS / 1000)),
      stayed_up: !server.process.hasEnded,
      frame_gap_max_ms: quantile(gaps, 1),
      frames_under_load: during.length,
      rss_mb: rounded(rssMb, 1),
      peak_rss_mb: rounded(memoryUse(server.pid).peakRssMb, 1),
      conservation_exact: mistakes.length === 0,
      lost_by_load: lost,
      lost_reported: status.lost.total,
      ...total,
      dropped: droppedSum({ ...total, dropped }),
      recover_seconds: rounded((recoveredMs - reliefMs) / 1000, 2),
      recovered: recoveredMs < endMs - 2 * SAMPLE_MS,
      framing,
      pinned: bench.isPinned,
    };
  } finally {
    viewer?.close();
    await bench.stop();
  }
}
