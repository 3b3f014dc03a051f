import { LiveViewer } from '../support/live-viewer.ts';
import { cpuMicros, memoryUse, waitedMicros } from '../support/process-usage.ts';
import { startBench } from './bench-setup.ts';
import { countMistakes, waitUntilDrained } from './check-counts.ts';
import { rounded, type BenchOptions, type Figures } from './figures.ts';
import { runOracle } from './oracle.ts';

const WARM_UP_FLOWS = 150_000;
const MEASURED_FLOWS = 2_000_000;
/** The oracle runs between them, so that a machine that is slower for a while is so for both. */
const PARTS = 4;
const VIEWS = ['', 'verdict:DROPPED'];

/**
 * The whole server against a load that never waits for anything but the server, with pages open. The oracle runs in
 * turn with it, alone, on flows of the same load:
 *
 *     oracle  500,000 flows  oracle  500,000 flows  oracle  500,000 flows  oracle  500,000 flows  oracle
 */
export async function benchIngest({ framing }: BenchOptions): Promise<Figures> {
  const oracle = [await runOracle()];
  const bench = await startBench();
  const { load, server } = bench;
  let frames = 0;
  let frameBytes = 0;
  const viewers: LiveViewer[] = [];
  try {
    for (const query of VIEWS) {
      const viewer = await LiveViewer.open(server.url, query, (_frame, _atMs, bytes) => {
        frames++;
        frameBytes += bytes;
      });
      viewers.push(viewer);
    }
    await load.obey({ kind: 'flat-out', flows: WARM_UP_FLOWS, framing });
    const warm = await waitUntilDrained(load, server.url, 60_000);
    frames = 0;
    frameBytes = 0;

    const used = { ms: 0, micros: 0, waited: 0 };
    let done = warm;
    for (let part = 0; part < PARTS; part += 1) {
      const startMs = performance.now();
      const startMicros = cpuMicros(server.pid);
      const startWaited = waitedMicros(server.pid);
      await load.obey({ kind: 'flat-out', flows: MEASURED_FLOWS / PARTS, framing });
      done = await waitUntilDrained(load, server.url, 120_000);
      used.micros += cpuMicros(server.pid) - startMicros;
      used.waited += waitedMicros(server.pid) - startWaited;
      used.ms += performance.now() - startMs;
      if (part < PARTS - 1) oracle.push(await runOracle());
    }
    const { micros, waited } = used;
    const seconds = used.ms / 1000;

    const flows = done.conservation.received - warm.conservation.received;
    const memory = memoryUse(server.pid);
    const mistakes = await countMistakes(load, server.url);
    for (const mistake of mistakes.slice(0, 10)) process.stderr.write(`${mistake}\n`);
    const framesSeen = frames;
    await bench.stop();

    oracle.push(await runOracle());
    const oracleMicros = oracle.reduce((sum, run) => sum + run.oracleMicros, 0) / oracle.length;
    const microsPerFlow = micros / flows;
    return {
      flows_per_second: Math.round(flows / seconds),
      cpu_us_per_flow: rounded(microsPerFlow, 3),
      oracle_us_per_flow: rounded(oracleMicros, 3),
      ratio: rounded(microsPerFlow / oracleMicros, 3),
      rss_mb: rounded(memory.rssMb, 1),
      peak_rss_mb: rounded(memory.peakRssMb, 1),
      counts_exact: mistakes.length === 0,
      mistakes: mistakes.length,
      flows,
      seconds: rounded(seconds, 2),
      cpu_percent: rounded(micros / seconds / 10_000, 1),
      // Time lost to other processes on the server's core: with much of it, flows_per_second says little.
      cpu_wait_percent: rounded(waited / seconds / 10_000, 1),
      flow_bytes_mean: rounded(oracle[0].meanBytes, 1),
      viewers: VIEWS.length,
      frames: framesSeen,
      frame_bytes_mean: framesSeen === 0 ? 0 : Math.round(frameBytes / framesSeen),
      framing,
      pinned: bench.isPinned,
    };
  } finally {
    for (const viewer of viewers) viewer.close();
    await bench.stop();
  }
}
